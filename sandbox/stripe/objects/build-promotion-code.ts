import type Stripe from "stripe";
import { makeId, randomBase62 } from "../protocol/make-id.ts";

type Given = Partial<Stripe.PromotionCode> & Pick<Stripe.PromotionCode, "coupon">;

export function buildPromotionCode(now: number, given: Given): Stripe.PromotionCode {
  return {
    id: makeId("promo"),
    object: "promotion_code",
    active: true,
    code: randomBase62(8).toUpperCase(),
    created: now,
    customer: null,
    expires_at: null,
    livemode: false,
    max_redemptions: null,
    metadata: {},
    restrictions: { first_time_transaction: false, minimum_amount: null, minimum_amount_currency: null },
    times_redeemed: 0,
    ...given,
  } satisfies Stripe.PromotionCode;
}
