import type { Plan } from "../../contract/index.ts";
import { formatPeriod, formatPrice, formatRenewal, PLAN_NAME } from "./plan-words.ts";

export function PriceSummary({ plans }: { plans: Plan[] | null }) {
  if (!plans || plans.length === 0) {
    return <p className="text-quiet">The prices can't be shown right now: the payment provider did not answer.</p>;
  }
  return (
    <dl className="divide-y divide-rule">
      {plans.map((plan) => (
        <div key={plan.planId} className="flex flex-wrap items-baseline justify-between gap-x-6 py-3 first:pt-0">
          <dt className="font-semibold">{PLAN_NAME[plan.planId]}</dt>
          <dd className="tabular-nums">
            {formatPrice(plan)} {formatPeriod(plan)}
          </dd>
          <dd className="basis-full text-quiet">{formatRenewal(plan)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** "$19 a week, or $199 once." */
export function priceLine(plans: Plan[] | null): string | null {
  if (!plans || plans.length === 0) return null;
  return `It costs ${plans.map((plan) => `${formatPrice(plan)} ${formatPeriod(plan)}`).join(", or ")}.`;
}
