import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";
import { previousAttributes } from "../store/change-row.ts";
import { emitEvent } from "../webhooks/emit-event.ts";

/**
 * Stripe has two names for the change of a refund: the older is what handlers of this API version know, the newer has
 * been sent for refunds of cards too since October 2024, to endpoints of every version, as has `refund.failed`.
 */
export function announceRefund(ctx: Context, before: Stripe.Refund, after: Stripe.Refund): void {
  const previous = previousAttributes({ ...before }, { ...after });
  if (!previous) return;
  emitEvent(ctx, "charge.refund.updated", after, previous);
  emitEvent(ctx, "refund.updated", after, previous);
  if (after.status === "failed" && before.status !== "failed") emitEvent(ctx, "refund.failed", after);
}
