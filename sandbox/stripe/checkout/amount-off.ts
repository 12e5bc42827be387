import type Stripe from "stripe";

/** What a coupon takes off `subtotal`, in cents and never more than all of it. */
export function amountOff({ amount_off, percent_off }: Stripe.Coupon, subtotal: number): number {
  return Math.min(subtotal, amount_off ?? Math.round((subtotal * (percent_off ?? 0)) / 100));
}
