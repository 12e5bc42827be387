import { type FormEvent, useState } from "react";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/text-field.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";
import { CHECKOUT_PATH } from "./checkout-examples.ts";

type Outcome = { status: number; body: string } | { failed: true };

/** Sends the call as it is and shows the raw answer; in test mode only. */
export function TryCheckout() {
  const hydrated = useHydrated();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [waiting, setWaiting] = useState(false);

  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (waiting) return;
    const form = new FormData(event.currentTarget);
    setWaiting(true);
    setOutcome(await post({ userId: form.get("userId"), planId: form.get("planId") }));
    setWaiting(false);
  };
  return (
    <div className="rounded-lg border border-rule bg-sheet p-5">
      <h3 id="try">Try it</h3>
      <p className="mt-1 text-quiet">A real call to this server in test mode. An unknown user is a proper 400.</p>
      <form method="post" onSubmit={send} className="mt-4 grid items-end gap-4 sm:grid-cols-[1fr_12rem_auto]">
        <TextField
          name="userId"
          label="userId"
          defaultValue="user_123abc"
          required
          autoComplete="off"
          spellCheck={false}
        />
        <label className="block">
          <span className="mb-1 inline-block font-semibold">planId</span>
          <select name="planId" className="block min-h-11 w-full rounded-md border border-edge bg-sheet px-3">
            <option>weekly</option>
            <option>one-time</option>
            <option>yearly</option>
          </select>
        </label>
        <Button type="submit" busy={waiting && "Sending"} disabled={!hydrated}>
          Send
        </Button>
      </form>
      <div aria-live="polite" aria-atomic="true" className="mt-4 empty:hidden" data-testid="outcome">
        {outcome ? <OutcomeText outcome={outcome} /> : null}
      </div>
    </div>
  );
}

function OutcomeText({ outcome }: { outcome: Outcome }) {
  if ("failed" in outcome) return <p>No answer: the server could not be reached.</p>;
  return (
    <>
      <p className="font-semibold tabular-nums">Status {outcome.status}</p>
      <p>
        <code className="wrap-anywhere">{outcome.body || "(no body)"}</code>
      </p>
    </>
  );
}

async function post(body: unknown): Promise<Outcome> {
  try {
    const response = await fetch(CHECKOUT_PATH, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.text() };
  } catch {
    return { failed: true };
  }
}
