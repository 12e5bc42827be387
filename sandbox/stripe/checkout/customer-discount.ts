import type Stripe from "stripe";
import { buildDiscount } from "../objects/build-discount.ts";
import type { Context } from "../protocol/context.ts";
import { changeRow } from "../store/change-row.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import { checkOffer } from "./check-offer.ts";
import { redeemDiscount } from "./redeem-discount.ts";

/** Gives a customer a discount, in the place of the one before; all its subscriptions' next invoices feel it. */
export function giveCustomerDiscount(
  ctx: Context,
  customer: Stripe.Customer,
  given: { coupon?: string | undefined; promotion_code?: string | undefined },
): Stripe.Customer {
  const order = { amount: null, currency: customer.currency ?? null, customer: customer.id };
  const { coupon, promotion_code } = checkOffer(ctx, given, order);
  const discount = buildDiscount(ctx.now, coupon, { customer: customer.id, promotion_code });
  const bare = customer.discount ? removeCustomerDiscount(ctx, customer) : customer;
  ctx.store.put("discount", discount.id, discount);
  redeemDiscount(ctx, discount);
  emitEvent(ctx, "customer.discount.created", discount);
  return changeRow<"customer", Stripe.Customer>(ctx, "customer", bare, { discount }, "customer.updated");
}

export function removeCustomerDiscount(ctx: Context, customer: Stripe.Customer): Stripe.Customer {
  if (customer.discount) emitEvent(ctx, "customer.discount.deleted", customer.discount);
  return changeRow<"customer", Stripe.Customer>(ctx, "customer", customer, { discount: null }, "customer.updated");
}
