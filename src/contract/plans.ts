import { z } from "zod";

/** `weekly` is a recurring subscription, `one-time` is lifetime access. */
export const PlanId = z.enum(["weekly", "one-time"]).meta({
  description:
    "`weekly`: recurring weekly access (Stripe mode `subscription`). `one-time`: lifetime access (mode `payment`).",
  example: "weekly",
});
export type PlanId = z.infer<typeof PlanId>;

/** A plan with the price as Stripe has it. `unitAmount` is in the currency's smallest unit (cents for usd). */
export const Plan = z
  .object({
    planId: PlanId,
    unitAmount: z.int().min(0).meta({ description: "In the currency's smallest unit.", example: 1900 }),
    currency: z.string().length(3).meta({ example: "usd" }),
    interval: z.enum(["day", "week", "month", "year"]).nullable().meta({
      description: "How often it renews; null for a single payment.",
      example: "week",
    }),
    intervalCount: z.int().min(1).nullable().meta({ example: 1 }),
  })
  .meta({ id: "Plan" });
export type Plan = z.infer<typeof Plan>;

export const PlanList = z.object({ plans: z.array(Plan) }).meta({ id: "PlanList" });
export type PlanList = z.infer<typeof PlanList>;
