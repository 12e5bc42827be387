import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";

/** The coupon as it is now: time and redemptions make it invalid without anybody changing it. */
export function currentCoupon(ctx: Context, coupon: Stripe.Coupon): Stripe.Coupon {
  const kept = ctx.store.get("coupon", coupon.id);
  if (!kept) return { ...coupon, valid: false };
  const isLate = kept.redeem_by !== null && kept.redeem_by <= ctx.now;
  const isUsedUp = kept.max_redemptions !== null && kept.times_redeemed >= kept.max_redemptions;
  return { ...kept, valid: !isLate && !isUsedUp };
}

/** The code as it is now: no longer active once it is late, used up, or its coupon is. */
export function currentPromotionCode(ctx: Context, code: Stripe.PromotionCode): Stripe.PromotionCode {
  const coupon = currentCoupon(ctx, code.coupon);
  const isLate = code.expires_at !== null && code.expires_at <= ctx.now;
  const isUsedUp = code.max_redemptions !== null && code.times_redeemed >= code.max_redemptions;
  return { ...code, active: code.active && coupon.valid && !isLate && !isUsedUp, coupon };
}
