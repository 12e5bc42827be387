import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { PlanId, User } from "../../contract/index.ts";
import { hasStatus } from "../api/api-error.ts";
import { api, checkoutUrl } from "../api/client.ts";
import { explainError } from "../api/explain-error.ts";
import { Button, ButtonLink, type ButtonLook } from "../ui/button.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { usePageRestored } from "../ui/use-page-restored.ts";
import { SignInAgain } from "./sign-in-again.tsx";

const ACTION: Record<PlanId, string> = { weekly: "Get weekly access", "one-time": "Get lifetime access" };

interface CheckoutButtonProps {
  planId: PlanId;
  user: User | null | undefined;
  look: ButtonLook;
  available: boolean;
}

/** Signed out it leads to an account and back here; signed in, to the payment page. */
export function CheckoutButton({ planId, user, look, available }: CheckoutButtonProps) {
  if (!available) return <Button disabled>{ACTION[planId]}</Button>;
  if (user) return <PayButton planId={planId} user={user} look={look} />;
  // Before the answer it is a link too: it works without JavaScript, and sign-up sends the signed-in on at once.
  return (
    <ButtonLink to="/sign-up" search={{ next: `/subscription?plan=${planId}` }} look={look} className="w-full">
      {ACTION[planId]}
    </ButtonLink>
  );
}

function PayButton({ planId, user, look }: { planId: PlanId; user: User; look: ButtonLook }) {
  const client = useQueryClient();
  const [waiting, setWaiting] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  usePageRestored(() => setWaiting(false));

  const pay = async () => {
    setWaiting(true);
    setFailure(null);
    setRefusal(null);
    try {
      const { sessionId } = await api.createCheckoutSession({ userId: user.id, planId });
      location.assign(checkoutUrl(sessionId));
    } catch (error) {
      setWaiting(false);
      if (hasStatus(error, 409) && error instanceof Error) {
        setRefusal(error.message);
        await Promise.all(["access", "billing"].map((key) => client.invalidateQueries({ queryKey: [key] })));
      } else {
        setFailure(error);
      }
    }
  };
  return (
    <div className="space-y-3">
      <Button look={look} onClick={pay} busy={waiting && "Opening the payment page"} className="w-full">
        {ACTION[planId]}
      </Button>
      <div aria-live="polite" className="empty:hidden">
        {waiting ? <p className="text-sm text-quiet">Nothing is charged until you confirm on the next page.</p> : null}
        {refusal ? (
          <Notice title={`${refusal}.`}>
            <p>So we did not open a second checkout. Nothing was charged.</p>
          </Notice>
        ) : null}
        {failure ? (
          <ErrorNotice title="The payment page did not open" {...explainError(failure, "Nothing was charged.")}>
            <SignInAgain error={failure} />
          </ErrorNotice>
        ) : null}
      </div>
    </div>
  );
}
