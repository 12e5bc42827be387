import type { BillingSubscription, User } from "../../contract/index.ts";
import { usePlans } from "../api/queries.ts";
import { CheckoutButton } from "./checkout-button.tsx";
import { explainUpgrade } from "./explain-change.ts";
import { findPlan, formatPrice, formatRenewal } from "./plan-words.ts";

/** From weekly to lifetime: what happens to the running week, then the price, then the button. */
export function Upgrade({ user, subscription }: { user: User; subscription: BillingSubscription }) {
  const { plans } = usePlans();
  const plan = findPlan(plans, "one-time");
  if (!plan) return <p className="text-quiet">The price can't be shown right now, so it can't be bought either.</p>;
  return (
    <div className="rounded-lg border border-rule bg-sheet p-5">
      <p>
        <data value={plan.unitAmount} className="font-serif text-3xl font-semibold">
          {formatPrice(plan)}
        </data>{" "}
        <span className="text-quiet">once</span>
      </p>
      <ul className="mt-3 list-disc space-y-1 pl-5">
        {explainUpgrade(subscription).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p className="mt-4 mb-3 font-semibold">{formatRenewal(plan)}</p>
      <CheckoutButton planId="one-time" user={user} look="plain" available />
    </div>
  );
}
