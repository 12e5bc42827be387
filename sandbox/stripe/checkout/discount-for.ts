import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";
import { amountOff } from "./amount-off.ts";

/** What a renewal of `subtotal` gets off at `ctx.now`, in cents: by the subscription's discount, else its customer's. */
export function discountFor(ctx: Context, subscription: Stripe.Subscription, subtotal: number): number {
  const customer = ctx.store.get("customer", String(subscription.customer));
  const discount = subscription.discount ?? (customer?.deleted ? null : customer?.discount);
  if (!discount || (discount.end !== null && discount.end <= ctx.now)) return 0;
  return amountOff(discount.coupon, subtotal);
}
