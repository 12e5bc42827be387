import type Stripe from "stripe";
import { activateSubscription } from "../checkout/complete-session.ts";
import type { Context } from "../protocol/context.ts";
import { invalidRequest, StripeFault } from "../protocol/stripe-fault.ts";
import { declineIntent, succeedIntent } from "./settle-intent.ts";
import { failInvoice, payInvoice } from "./settle-invoice.ts";
import { type Decline, findTestCard } from "./test-cards.ts";

/** Nobody is there to answer the bank, so it refuses. */
const NEEDS_BUYER: Decline = {
  code: "authentication_required",
  decline_code: "authentication_required",
  message: "Your card was declined. This transaction requires authentication.",
};
const REFUSED: Decline = { code: "card_declined", decline_code: "generic_decline", message: "Your card was declined." };

export type InvoicePayment = { invoice: Stripe.Invoice } | { fault: StripeFault };

/**
 * Charges an open invoice to a card on file, the buyer being away. A decline is returned, not thrown: its charge and its
 * events stay. Second half: renewals and their retries come through here.
 */
export function payInvoiceNow(ctx: Context, invoice: Stripe.Invoice, methodId: string | null): InvoicePayment {
  if (invoice.status === "paid") throw invalidRequest("Invoice is already paid", undefined, "invoice_already_paid");
  if (invoice.status !== "open") throw invalidRequest(`This invoice is ${invoice.status} and cannot be paid.`);
  const intent = ctx.store.get("payment_intent", String(invoice.payment_intent));
  const method = methodId ? ctx.store.get("payment_method", methodId) : undefined;
  if (!intent || !method) {
    throw invalidRequest("There is no default_payment_method set on this Customer or Invoice.", undefined, "missing");
  }
  const decline = declineWithoutBuyer(ctx, method.id);
  if (decline) {
    const refused = declineIntent(ctx, intent, method, decline);
    failInvoice(ctx, invoice, String(refused.latest_charge));
    const { code, decline_code, message } = decline;
    return {
      fault: new StripeFault(402, { type: "card_error", code, decline_code, message, payment_intent: refused }),
    };
  }
  const { charge } = succeedIntent(ctx, intent, method);
  const paid = payInvoice(ctx, invoice, charge);
  const subscription = ctx.store.get("subscription", String(invoice.subscription));
  const owing = subscription && ["incomplete", "past_due", "unpaid"].includes(subscription.status);
  if (owing && subscription.latest_invoice === invoice.id) activateSubscription(ctx, subscription, method);
  return { invoice: paid };
}

function declineWithoutBuyer(ctx: Context, methodId: string): Decline | null {
  const card = findTestCard(ctx.store.get("card", methodId)?.number ?? "");
  if (card.asksAuthentication) return NEEDS_BUYER;
  return card.decline ?? (card.failsRenewal ? REFUSED : null);
}
