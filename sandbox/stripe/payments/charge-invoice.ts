import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";
import { askAuthentication, declineIntent, succeedIntent } from "./settle-intent.ts";
import { failInvoice, payInvoice } from "./settle-invoice.ts";
import { type Collector, followFailure, followPayment } from "./settle-subscription.ts";
import { type Decline, findTestCard } from "./test-cards.ts";

export type InvoiceCharge =
  | { kind: "paid"; invoice: Stripe.Invoice }
  | { kind: "declined"; invoice: Stripe.Invoice; intent: Stripe.PaymentIntent; decline: Decline }
  | { kind: "needs_buyer"; invoice: Stripe.Invoice; intent: Stripe.PaymentIntent }
  | { kind: "no_method"; invoice: Stripe.Invoice };

const REFUSED: Decline = { code: "card_declined", decline_code: "generic_decline", message: "Your card was declined." };
const DAY = 24 * 3600;

/**
 * Charges an open invoice to a card, with all that follows for the invoice and its subscription.
 * Only automatic attempts count towards the schedule of retries; the first attempt counts whoever made it.
 */
export function chargeInvoice(
  ctx: Context,
  invoice: Stripe.Invoice,
  method: Stripe.PaymentMethod | null,
  who: Collector,
): InvoiceCharge {
  const intent = ctx.store.get("payment_intent", String(invoice.payment_intent));
  if (!intent) throw new Error(`invoice ${invoice.id} has no payment intent`);
  const attempt_count = who === "automatic" ? invoice.attempt_count + 1 : Math.max(1, invoice.attempt_count);
  const next_payment_attempt =
    who === "automatic" ? nextAttempt(ctx, invoice, attempt_count) : invoice.next_payment_attempt;
  const attempt: Partial<Stripe.Invoice> = {
    attempt_count,
    next_payment_attempt,
    auto_advance: next_payment_attempt !== null,
  };
  if (!method) {
    const failed = failInvoice(ctx, invoice, null, attempt);
    followFailure(ctx, failed, who);
    return { kind: "no_method", invoice: failed };
  }
  const answer = askBank(ctx, method, who);
  if (answer === "authenticate") {
    const waiting = askAuthentication(ctx, intent, method, String(invoice.hosted_invoice_url));
    const failed = failInvoice(ctx, invoice, null, attempt, "invoice.payment_action_required");
    followFailure(ctx, failed, who);
    return { kind: "needs_buyer", invoice: failed, intent: waiting };
  }
  if (answer) {
    const refused = declineIntent(ctx, intent, method, answer);
    const failed = failInvoice(ctx, invoice, String(refused.latest_charge), attempt);
    followFailure(ctx, failed, who);
    return { kind: "declined", invoice: failed, intent: refused, decline: answer };
  }
  const { charge } = succeedIntent(ctx, intent, method);
  const paid = payInvoice(ctx, invoice, charge, { attempt_count });
  followPayment(ctx, paid);
  return { kind: "paid", invoice: paid };
}

/** Why the card can't be charged just so, or null when it can. */
function askBank(ctx: Context, method: Stripe.PaymentMethod, who: Collector): Decline | "authenticate" | null {
  const onFile = ctx.store.get("card", method.id);
  const card = findTestCard(onFile?.number ?? "");
  if (card.alwaysAuthenticates || (card.asksAuthentication && !onFile?.set_up)) return "authenticate";
  return card.decline ?? (card.failsRenewal && who !== "buyer" ? REFUSED : null);
}

/** Days are counted from the first failure, which for a renewal is the moment it was finalized. */
function nextAttempt(ctx: Context, invoice: Stripe.Invoice, attempts: number): number | null {
  const days = ctx.settings.retry_days[attempts - 1];
  if (days === undefined) return null;
  return Math.max(ctx.now + 1, (invoice.status_transitions.finalized_at ?? ctx.now) + days * DAY);
}
