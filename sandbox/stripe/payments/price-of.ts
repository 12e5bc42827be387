import type Stripe from "stripe";

/** What one period of a subscription costs before any discount, in cents. */
export function priceOf({ items }: Stripe.Subscription): number {
  return items.data.reduce((sum, { price, quantity }) => sum + (price.unit_amount ?? 0) * (quantity ?? 1), 0);
}
