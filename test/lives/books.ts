import type Stripe from "stripe";

/** The rows of the local Stripe as it keeps them, oldest first, with ids where objects could be expanded. */
export type Books = Readonly<{
  customer: readonly (Stripe.Customer | Stripe.DeletedCustomer)[];
  "checkout.session": readonly Stripe.Checkout.Session[];
  payment_intent: readonly Stripe.PaymentIntent[];
  charge: readonly Stripe.Charge[];
  subscription: readonly Stripe.Subscription[];
  invoice: readonly Stripe.Invoice[];
  refund: readonly Stripe.Refund[];
  dispute: readonly Stripe.Dispute[];
  event: readonly Stripe.Event[];
}>;
