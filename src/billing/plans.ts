import type { PlanId } from "../contract/index.ts";
import type { StripeConfig } from "../platform/config/index.ts";

/** What each plan is at Stripe. Prices come from the configuration, amounts from Stripe. */
const MODES = { weekly: "subscription", "one-time": "payment" } as const;

export const PLAN_IDS = ["weekly", "one-time"] as const satisfies readonly PlanId[];

export function modeOf(plan: PlanId): "subscription" | "payment" {
  return MODES[plan];
}

/** The price a plan is sold at now. */
export function priceOf(plan: PlanId, config: StripeConfig): string {
  return plan === "weekly" ? config.weeklyPriceId : config.oneTimePriceId;
}

/** The plan that a price buys, for prices on the allowlist (current and retired); null for a foreign price. */
export function planOfPrice(priceId: string, config: StripeConfig): PlanId | null {
  if (priceId === config.weeklyPriceId) return "weekly";
  if (priceId === config.oneTimePriceId) return "one-time";
  return config.retiredPrices.get(priceId) ?? null;
}
