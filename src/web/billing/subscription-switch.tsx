import type { Access, User } from "../../contract/index.ts";
import { explainError } from "../api/explain-error.ts";
import { useCancellation } from "../api/queries.ts";
import { Button } from "../ui/button.tsx";
import { formatDay } from "../ui/format-date.ts";
import { ErrorNotice } from "../ui/notice.tsx";

/** Cancel, or take it back: one click each, as many as buying takes. Nothing for access that does not renew. */
export function SubscriptionSwitch({ user, access }: { user: User; access: Access }) {
  const { mutate, isPending, error } = useCancellation(user);
  const canceled = access.reason === "paid_period_left";
  const renews = ["subscription_active", "subscription_renewing", "subscription_past_due"].includes(access.reason);
  if (!canceled && !renews) return null;
  const day = access.until === null ? "" : formatDay(access.until);
  return (
    <div className="space-y-3" aria-live="polite">
      <Button busy={isPending && (canceled ? "Resuming" : "Canceling")} onClick={() => mutate(!canceled)}>
        {canceled ? "Resume the subscription" : "Cancel the subscription"}
      </Button>
      <p className="text-quiet">
        {canceled
          ? `Resume it before ${day}, and it renews as before.`
          : "Canceling stops the next payment. You keep the time that you paid for."}
      </p>
      {error ? <ErrorNotice {...explainError(error, "Your subscription is as it was.")} /> : null}
    </div>
  );
}
