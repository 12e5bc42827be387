import type Stripe from "stripe";
import { findRow } from "../api/find-row.ts";
import type { Context } from "../protocol/context.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { currentCoupon, currentPromotionCode } from "./current-coupon.ts";

export interface Offer {
  coupon: Stripe.Coupon;
  promotion_code: string | null;
}

/** Nulls when nothing is ordered yet and the discount is kept for later. */
interface Order {
  amount: number | null;
  currency: string | null;
  customer: string | null;
}

/** A coupon or promotion code that may be used for this order, named by id. @throws StripeFault saying why not. */
export function checkOffer(
  ctx: Context,
  given: { coupon?: string | undefined; promotion_code?: string | undefined },
  order: Order,
  parent?: string,
): Offer {
  const named = (key: string) => (parent ? `${parent}[${key}]` : key);
  if ((given.coupon === undefined) === (given.promotion_code === undefined)) {
    throw invalidRequest(
      "You must specify exactly one of these parameters: coupon, promotion_code.",
      parent ?? "coupon",
    );
  }
  if (given.coupon !== undefined) {
    const coupon = currentCoupon(ctx, findRow(ctx, "coupon", given.coupon, named("coupon")));
    const refusal = refuseCoupon(coupon, order);
    if (refusal) throw invalidRequest(refusal, named("coupon"));
    return { coupon, promotion_code: null };
  }
  const found = findRow(ctx, "promotion_code", given.promotion_code ?? "", named("promotion_code"));
  const refusal = refusePromotionCode(ctx, found, order);
  if (refusal) throw invalidRequest(refusal, named("promotion_code"));
  return { coupon: currentCoupon(ctx, found.coupon), promotion_code: found.id };
}

/** Why a promotion code can't be used for this order, in words for its buyer, or null when it can. */
export function refusePromotionCode(ctx: Context, kept: Stripe.PromotionCode, order: Order): string | null {
  const { active, coupon, customer, restrictions } = currentPromotionCode(ctx, kept);
  if (!active) return "This promotion code is no longer valid.";
  if (customer !== null && customer !== order.customer) return "This promotion code belongs to another customer.";
  const { minimum_amount, minimum_amount_currency, first_time_transaction } = restrictions;
  const isBelow = order.amount !== null && order.amount < (minimum_amount ?? 0);
  if (minimum_amount !== null && (isBelow || isOther(order.currency, minimum_amount_currency))) {
    return "This order is below the minimum amount of the promotion code.";
  }
  const paid = ctx.store.all("charge").some((charge) => charge.paid && charge.customer === order.customer);
  if (first_time_transaction && order.customer !== null && paid)
    return "This promotion code is for a first order only.";
  return refuseCoupon(coupon, order);
}

function refuseCoupon(coupon: Stripe.Coupon, order: Order): string | null {
  if (!coupon.valid) return `Coupon ${coupon.id} is expired, deleted or used up.`;
  if (coupon.currency !== null && isOther(order.currency, coupon.currency)) {
    return `Coupon ${coupon.id} is in ${coupon.currency}, the order in ${order.currency}.`;
  }
  return null;
}

function isOther(currency: string | null, wanted: string | null): boolean {
  return currency !== null && currency !== wanted;
}
