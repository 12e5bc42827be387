import type Stripe from "stripe";
import { hasEnded } from "../api/update-subscription.ts";
import { attachPaymentMethod, createPaymentMethod } from "../payments/create-payment-method.ts";
import type { CardEntry } from "../payments/read-card.ts";
import { findTestCard } from "../payments/test-cards.ts";
import type { Context } from "../protocol/context.ts";
import { changeRow } from "../store/change-row.ts";

export type CardChange =
  | { kind: "changed" }
  | { kind: "declined"; message: string }
  /** The bank asks first; the card waits, not yet the customer's. */
  | { kind: "authenticate"; method: string };

/** A new card for everything the customer pays from now on. A card that would be declined is refused here already. */
export function changeCard(
  ctx: Context,
  customer: Stripe.Customer,
  typed: { card: CardEntry; name: string },
): CardChange {
  const behaviour = findTestCard(typed.card.number);
  if (behaviour.decline) return { kind: "declined", message: behaviour.decline.message };
  const method = createPaymentMethod(ctx, typed.card, { email: customer.email, name: typed.name });
  if (behaviour.asksAuthentication) return { kind: "authenticate", method: method.id };
  adoptCard(ctx, customer, method);
  return { kind: "changed" };
}

/** Attached, and made the default of the customer and of every subscription that goes on. */
export function adoptCard(ctx: Context, customer: Stripe.Customer, method: Stripe.PaymentMethod): void {
  attachPaymentMethod(ctx, method, customer.id);
  const default_payment_method = method.id;
  const invoice_settings = { ...customer.invoice_settings, default_payment_method };
  changeRow<"customer", Stripe.Customer>(ctx, "customer", customer, { invoice_settings }, "customer.updated");
  for (const subscription of ctx.store.all("subscription")) {
    if (subscription.customer !== customer.id || hasEnded(subscription)) continue;
    changeRow(ctx, "subscription", subscription, { default_payment_method }, "customer.subscription.updated");
  }
}
