import type { Access, Plan, PlanId, User } from "../../contract/index.ts";
import { ButtonLink, type ButtonLook } from "../ui/button.tsx";
import { CheckoutButton } from "./checkout-button.tsx";
import { formatPeriod, formatPrice, formatRenewal, PLAN_NAME } from "./plan-words.ts";

interface PlanCardProps {
  planId: PlanId;
  plan: Plan | undefined;
  user: User | null | undefined;
  access: Access | undefined;
  look: ButtonLook;
  chosen: boolean;
  /** The label of the way to the billing page, where that goes before buying. */
  wayToBilling: string | null;
}

const INCLUDES: Record<PlanId, string[]> = {
  weekly: [
    "Everything in practice, as it is published",
    "Renews by itself until you cancel",
    "Cancel at any time: you keep the week that you paid for",
  ],
  "one-time": [
    "Everything in practice, as it is published",
    "No renewal and no end date",
    "One payment, nothing to cancel",
  ],
};

/** Price, period and renewal stand before the button. */
export function PlanCard({ planId, plan, user, access, look, chosen, wayToBilling }: PlanCardProps) {
  const blocked = wayToBilling ? "You have a weekly subscription already." : plan ? whyNotSold(planId, access) : null;
  const ending = explainEnd(planId, access);
  return (
    <section
      aria-labelledby={`plan-${planId}`}
      className={`flex flex-col rounded-lg border bg-sheet p-6 ${chosen ? "border-ink" : "border-rule"}`}
    >
      <h2 id={`plan-${planId}`}>{PLAN_NAME[planId]}</h2>
      <p className="mt-3 min-h-12">
        {plan ? (
          <>
            <data value={plan.unitAmount} className="font-serif text-4xl font-semibold">
              {formatPrice(plan)}
            </data>{" "}
            <span className="text-quiet">{formatPeriod(plan)}</span>
          </>
        ) : (
          <span className="text-quiet">Price not available right now</span>
        )}
      </p>
      <ul className="mt-4 space-y-2">
        {INCLUDES[planId].map((line) => (
          <li key={line} className="flex gap-3">
            <span aria-hidden="true" className="text-quiet">
              –
            </span>
            {line}
          </li>
        ))}
      </ul>
      <div className="mt-auto pt-6">
        {plan && !blocked ? <p className="mb-3 font-semibold">{formatRenewal(plan)}</p> : null}
        {blocked ? <p className="text-quiet">{blocked}</p> : null}
        {wayToBilling ? (
          <ButtonLink to="/account/billing" look={look} className="mt-3 w-full">
            {wayToBilling}
          </ButtonLink>
        ) : null}
        {blocked ? null : (
          <>
            {ending ? <p className="mb-3 text-quiet">{ending}</p> : null}
            <CheckoutButton planId={planId} user={user} look={look} available={plan !== undefined} />
          </>
        )}
      </div>
    </section>
  );
}

/** Says beforehand what the server would refuse with 409. */
function whyNotSold(planId: PlanId, access: Access | undefined): string | null {
  if (!access) return null;
  if (access.reason === "lifetime_paid") {
    return planId === "one-time" ? "This is yours already." : "You have lifetime access, so you don't need this.";
  }
  const live = ["subscription_active", "subscription_renewing", "paid_period_left"];
  return planId === "weekly" && live.includes(access.reason) ? "This is your plan now." : null;
}

/** What becomes of the weekly plan when lifetime is bought. */
function explainEnd(planId: PlanId, access: Access | undefined): string | null {
  if (planId !== "one-time" || !access) return null;
  if (access.reason === "subscription_past_due" || access.reason === "subscription_unpaid") {
    return "Your weekly plan then ends, and what is open is no longer asked for.";
  }
  return access.granted && access.plan === "weekly"
    ? "Your weekly plan then ends with the week you paid for. It is not charged again."
    : null;
}
