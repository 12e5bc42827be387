import type { Plan } from "../../contract/index.ts";
import type { BillingContext } from "../context.ts";
import { PLAN_IDS, priceOf } from "../plans.ts";

const FRESH_MS = 300_000;

/** Gives both plans with their prices as Stripe has them. Rejects when Stripe can't be asked and never could. */
export type PlanLoader = () => Promise<Plan[]>;

/** Prices seldom change: asked for once, kept for five minutes, and kept longer while Stripe can't be reached. */
export function createPlanLoader(ctx: BillingContext): PlanLoader {
  let known: { plans: Plan[]; at: number } | undefined;
  let asking: Promise<Plan[]> | undefined;
  return async () => {
    if (known !== undefined && ctx.clock().getTime() - known.at < FRESH_MS) return known.plans;
    asking ??= fetchPlans(ctx).finally(() => {
      asking = undefined;
    });
    try {
      known = { plans: await asking, at: ctx.clock().getTime() };
    } catch (error) {
      if (known === undefined) throw error;
      ctx.log.warn({ err: error }, "prices could not be fetched: showing the last known");
    }
    return known.plans;
  };
}

function fetchPlans(ctx: BillingContext): Promise<Plan[]> {
  return Promise.all(
    PLAN_IDS.map(async (planId) => {
      const price = await ctx.stripe.prices.retrieve(priceOf(planId, ctx.config.stripe));
      return {
        planId,
        unitAmount: price.unit_amount ?? 0,
        currency: price.currency,
        interval: price.recurring?.interval ?? null,
        intervalCount: price.recurring?.interval_count ?? null,
      };
    }),
  );
}
