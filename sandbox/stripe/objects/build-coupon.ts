import type Stripe from "stripe";
import { randomBase62 } from "../protocol/make-id.ts";

export function buildCoupon(now: number, given: Partial<Stripe.Coupon>): Stripe.Coupon {
  return {
    id: randomBase62(8),
    object: "coupon",
    amount_off: null,
    created: now,
    currency: null,
    duration: "once",
    duration_in_months: null,
    livemode: false,
    max_redemptions: null,
    metadata: {},
    name: null,
    percent_off: null,
    redeem_by: null,
    times_redeemed: 0,
    valid: true,
    ...given,
  } satisfies Stripe.Coupon;
}
