import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";
import { changeRow } from "../store/change-row.ts";
import { removeCustomerDiscount } from "./customer-discount.ts";

/** After an invoice: a coupon of duration `once` stays on it and leaves the subscription, or the customer, that had it. */
export function dropUsedDiscount(ctx: Context, subscription: Stripe.Subscription): Stripe.Subscription {
  if (subscription.discount) {
    const isUsed = subscription.discount.coupon.duration === "once";
    return isUsed ? changeRow(ctx, "subscription", subscription, { discount: null, discounts: [] }) : subscription;
  }
  const customer = ctx.store.get("customer", String(subscription.customer));
  if (customer && !customer.deleted && customer.discount?.coupon.duration === "once") {
    removeCustomerDiscount(ctx, customer);
  }
  return subscription;
}
