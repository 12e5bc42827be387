import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";

/** Counts one more use of a coupon and of the code that led to it; Stripe counts when the order is complete. */
export function redeemDiscount(ctx: Context, { coupon, promotion_code }: Stripe.Discount): void {
  const kept = ctx.store.get("coupon", coupon.id);
  if (kept) ctx.store.put("coupon", kept.id, { ...kept, times_redeemed: kept.times_redeemed + 1 });
  const code = promotion_code ? ctx.store.get("promotion_code", String(promotion_code)) : undefined;
  if (code) ctx.store.put("promotion_code", code.id, { ...code, times_redeemed: code.times_redeemed + 1 });
}
