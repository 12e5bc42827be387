import type Stripe from "stripe";

/** Whether the buyer must give a card: to pay now, or for the renewals of a subscription that begins for nothing. */
export function collectsCard(session: Stripe.Checkout.Session): boolean {
  if ((session.amount_total ?? 0) > 0) return true;
  return session.mode === "subscription" && session.payment_method_collection === "always";
}
