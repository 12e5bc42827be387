import type Stripe from "stripe";
import { periodEnd } from "../payments/period-end.ts";
import { makeId } from "../protocol/make-id.ts";

/** A coupon at work from `start` on; only one that repeats for some months has an end. */
export function buildDiscount(start: number, coupon: Stripe.Coupon, given: Partial<Stripe.Discount>): Stripe.Discount {
  return {
    id: makeId("di"),
    object: "discount",
    checkout_session: null,
    coupon,
    customer: null,
    end: coupon.duration === "repeating" ? monthsLater(start, coupon.duration_in_months ?? 1) : null,
    invoice: null,
    invoice_item: null,
    promotion_code: null,
    start,
    subscription: null,
    subscription_item: null,
    ...given,
  } satisfies Stripe.Discount;
}

function monthsLater(start: number, months: number): number {
  return periodEnd(start, {
    aggregate_usage: null,
    interval: "month",
    interval_count: months,
    trial_period_days: null,
    usage_type: "licensed",
  });
}
