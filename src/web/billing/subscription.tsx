import type { Access, PlanId, User } from "../../contract/index.ts";
import { useBilling } from "../api/billing-queries.ts";
import { explainError } from "../api/explain-error.ts";
import { useAccess, usePlans, useSession } from "../api/queries.ts";
import { Button } from "../ui/button.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { chooseWayToBilling, mayBeInTrouble } from "./choose-way-to-billing.ts";
import { CurrentAccess } from "./current-access.tsx";
import { PlanCard } from "./plan-card.tsx";
import { findPlan } from "./plan-words.ts";

const PLAN_IDS = ["weekly", "one-time"] as const satisfies PlanId[];

interface SubscriptionProps {
  /** Came back from the checkout without paying. */
  canceled: boolean;
  /** Followed the way to a checkout that can't be paid any more. */
  expired: boolean;
  chosen: PlanId | undefined;
}

/** Both plans side by side, under what the reader has now. */
export function Subscription({ canceled, expired, chosen }: SubscriptionProps) {
  const { plans, failed, retry } = usePlans();
  const { user } = useSession();
  const access = useAccess(user);
  const billing = useBilling(user, { enabled: mayBeInTrouble(access.data) });
  const wayToBilling = chooseWayToBilling(access.data, billing.data);
  return (
    <div className="space-y-8">
      {canceled ? (
        <Notice title="You left the checkout. Nothing was charged.">
          <p>Your account is as it was. You can choose again whenever you like.</p>
        </Notice>
      ) : null}
      {expired ? (
        <Notice title="That checkout can't be paid any more. Nothing was charged.">
          <p>Checkouts close after a day. Choose a plan to open a new one.</p>
        </Notice>
      ) : null}
      <div aria-live="polite" className="space-y-4 empty:hidden">
        {access.data && tellsSomething(access.data) ? <CurrentAccess access={access.data} /> : null}
        {access.error ? (
          <ErrorNotice {...explainError(access.error, "Your access itself is not touched by this.")} />
        ) : null}
      </div>
      {failed || plans?.length === 0 ? (
        <Notice title="The prices can't be shown right now">
          <p>The payment provider did not answer. Nothing can be bought until it does.</p>
          <Button className="mt-3" onClick={retry}>
            Try again
          </Button>
        </Notice>
      ) : null}
      <div className="grid gap-6 md:grid-cols-2">
        {PLAN_IDS.map((planId) => (
          <PlanCard
            key={planId}
            planId={planId}
            plan={findPlan(plans, planId)}
            user={user}
            access={access.data}
            look={access.data?.granted || (chosen && chosen !== planId) ? "plain" : "next"}
            chosen={chosen === planId}
            wayToBilling={planId === "weekly" ? wayToBilling : null}
          />
        ))}
      </div>
      <PaymentFacts user={user} />
    </div>
  );
}

function PaymentFacts({ user }: { user: User | null | undefined }) {
  return (
    <div className="reading border-t border-rule pt-6 text-quiet">
      <p>
        You pay on a page of Stripe, our payment provider. We never see your card number. The next page shows the total
        once more before you confirm it.
      </p>
      {user === null ? <p>You need an account first, so that the access has a place to go. It is free.</p> : null}
    </div>
  );
}

function tellsSomething(access: Access): boolean {
  return access.reason !== "no_purchase";
}
