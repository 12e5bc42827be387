import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type Explanation, explainError } from "../api/explain-error.ts";
import { Button } from "../ui/button.tsx";
import { focusHeading } from "../ui/focus-heading.ts";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";

interface ConfirmByMailProps {
  token: string;
  action: string;
  confirm: (body: { token: string }) => Promise<unknown>;
  done: string;
  children: ReactNode;
  next: ReactNode;
}

/** Waits for a press: mail scanners open links, and a link that acts by itself would be used up by them. */
export function ConfirmByMail({ token, action, confirm, done, children, next }: ConfirmByMailProps) {
  const client = useQueryClient();
  const hydrated = useHydrated();
  const [state, setState] = useState<"asking" | "waiting" | "done">("asking");
  const [failure, setFailure] = useState<Explanation | null>(null);

  const press = async () => {
    setState("waiting");
    setFailure(null);
    try {
      await confirm({ token });
      setState("done");
      focusHeading();
      await client.invalidateQueries({ queryKey: ["session"] });
    } catch (error) {
      setState("asking");
      setFailure(explainError(error));
    }
  };
  return (
    <div className="space-y-6" aria-live="polite">
      {state === "done" ? (
        <>
          <Notice kind="good" title={done} />
          {next}
        </>
      ) : (
        <>
          {failure ? <ErrorNotice text={failure.text} requestId={failure.requestId} /> : null}
          <div className="reading">{children}</div>
          <Button look="next" busy={state === "waiting" && "Confirming"} disabled={!hydrated} onClick={press}>
            {action}
          </Button>
        </>
      )}
    </div>
  );
}

export function LinkIncomplete({ children }: { children: ReactNode }) {
  return (
    <Notice title="This link is not complete">
      <p>Open it again from the mail, with all of its letters. Some mail programs break long links in two.</p>
      <p className="mt-2">{children}</p>
    </Notice>
  );
}
