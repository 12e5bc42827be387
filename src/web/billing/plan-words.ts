import type { Plan, PlanId } from "../../contract/index.ts";
import { formatMoney } from "../ui/format-money.ts";

export const PLAN_NAME: Record<PlanId, string> = { weekly: "Weekly access", "one-time": "Lifetime access" };

export function findPlan(plans: Plan[] | null, planId: PlanId): Plan | undefined {
  return plans?.find((plan) => plan.planId === planId);
}

/** "$19", "$19.50", "¥1,900". */
export function formatPrice({ unitAmount, currency }: Plan): string {
  return formatMoney({ amount: unitAmount, currency }, { short: true });
}

/** "a week", "every 2 weeks", "once". */
export function formatPeriod(plan: Plan): string {
  if (!plan.interval) return "once";
  const count = plan.intervalCount ?? 1;
  return count === 1 ? `a ${plan.interval}` : `every ${count} ${plan.interval}s`;
}

/** What is charged, and when again: said before the button. */
export function formatRenewal(plan: Plan): string {
  if (!plan.interval) return `You pay ${formatPrice(plan)} once. It never renews.`;
  const count = plan.intervalCount ?? 1;
  const each = count === 1 ? `each ${plan.interval}` : `every ${count} ${plan.interval}s`;
  return `You pay ${formatPrice(plan)} today, then ${formatPrice(plan)} ${each} until you cancel.`;
}
