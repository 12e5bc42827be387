import type { BillingSubscription, User } from "../../contract/index.ts";
import { useCancellation } from "../api/billing-queries.ts";
import { explainError } from "../api/explain-error.ts";
import { Button } from "../ui/button.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { explainCancel, explainResume } from "./explain-change.ts";
import { SignInAgain } from "./sign-in-again.tsx";

/** Cancel, or take it back: one click each, as many as buying takes. Nothing where neither can be done. */
export function SubscriptionSwitch({ user, subscription }: { user: User; subscription: BillingSubscription }) {
  const { mutate, isPending, error } = useCancellation(user);
  const { mayCancel, mayResume } = subscription;
  if (!mayCancel && !mayResume) return null;
  return (
    <div className="space-y-3">
      <p className="text-quiet">{mayResume ? explainResume(subscription) : explainCancel(subscription)}</p>
      <Button busy={isPending && (mayResume ? "Resuming" : "Canceling")} onClick={() => mutate(!mayResume)}>
        {mayResume ? "Resume the subscription" : "Cancel the subscription"}
      </Button>
      <div aria-live="polite" className="empty:hidden">
        {error ? (
          <ErrorNotice {...explainError(error, "Your subscription is as it was.")}>
            <SignInAgain error={error} />
          </ErrorNotice>
        ) : null}
      </div>
    </div>
  );
}
