import { z } from "zod";
import { Access } from "./access.ts";
import { PlanId } from "./plans.ts";

/** Unknown keys are ignored here (and only here): the contract is older than this code. */
export const CheckoutSessionRequest = z
  .looseObject({
    userId: z
      .string()
      .min(1)
      .max(200)
      .regex(/^[^\p{Cc}\p{Cs}]+$/u)
      .meta({ description: "The account that gets the access.", example: "user_123abc" }),
    planId: PlanId,
  })
  .meta({ id: "CheckoutSessionRequest" });
export type CheckoutSessionRequest = z.infer<typeof CheckoutSessionRequest>;

export const CheckoutSessionCreated = z
  .strictObject({
    sessionId: z.string().meta({ description: "Id of the Stripe Checkout Session.", example: "cs_test_a1b2c3" }),
  })
  .meta({ id: "CheckoutSessionCreated" });
export type CheckoutSessionCreated = z.infer<typeof CheckoutSessionCreated>;

export const CheckoutSessionId = z
  .string()
  .regex(/^cs_(test|live)_[A-Za-z0-9]{1,120}$/)
  .meta({ example: "cs_test_a1b2c3" });

/** What the success page shows while it pays attention. */
export const CheckoutProgress = z
  .object({
    state: z.enum(["open", "processing", "complete", "expired"]).meta({
      description:
        "`open`: not paid yet. `processing`: paid for with a method that confirms later. `complete`: paid and counted. `expired`: can't be paid any more; nothing was charged.",
    }),
    planId: PlanId,
    access: Access,
  })
  .meta({ id: "CheckoutProgress" });
export type CheckoutProgress = z.infer<typeof CheckoutProgress>;
