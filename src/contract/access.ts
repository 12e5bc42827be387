import { z } from "zod";
import { PlanId } from "./plans.ts";

/** Why access is what it is; one word per rule of the decision. */
export const AccessReason = z.enum([
  "lifetime_paid",
  "subscription_active",
  "subscription_renewing",
  "subscription_past_due",
  "paid_period_left",
  "complimentary",
  "no_purchase",
  "payment_pending",
  "subscription_ended",
  "subscription_unpaid",
  "refunded",
  "disputed",
  "account_deleted",
]);
export type AccessReason = z.infer<typeof AccessReason>;

export const Access = z
  .object({
    granted: z.boolean(),
    plan: PlanId.nullable(),
    until: z.iso.datetime().nullable().meta({
      description: "When this access ends if nothing else happens; null for lifetime or for none.",
      example: "2026-12-01T09:30:00.000Z",
    }),
    reason: AccessReason,
  })
  .meta({ id: "Access" });
export type Access = z.infer<typeof Access>;
