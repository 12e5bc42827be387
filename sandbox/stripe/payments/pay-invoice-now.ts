import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";
import { invalidRequest, StripeFault } from "../protocol/stripe-fault.ts";
import type { Store } from "../store/store.ts";
import { chargeInvoice } from "./charge-invoice.ts";
import { attachPaymentMethod } from "./create-payment-method.ts";
import { findMethodOnFile } from "./method-on-file.ts";
import { cancelIntent, failAuthentication, succeedIntent } from "./settle-intent.ts";
import { failInvoice, payInvoice } from "./settle-invoice.ts";
import { followPayment } from "./settle-subscription.ts";

type Invoice = Stripe.Invoice;
export type InvoicePayment = { invoice: Invoice } | { fault: StripeFault };

/**
 * Charges an unpaid invoice to a card, the one on file unless another is given. A decline is returned, not thrown: its
 * charge and its events stay.
 */
export function payInvoiceNow(
  ctx: Context,
  invoice: Invoice,
  given: Stripe.PaymentMethod | null = null,
  who: "manual" | "buyer" = "manual",
): InvoicePayment {
  checkPayable(invoice);
  const method = given ?? findMethodOnFile(ctx, invoice);
  if (!method) {
    throw invalidRequest("There is no default_payment_method set on this Customer or Invoice.", undefined, "missing");
  }
  const result = chargeInvoice(ctx, invoice, method, who);
  if (result.kind === "paid") return { invoice: result.invoice };
  if (result.kind === "declined") {
    const { code, decline_code, message } = result.decline;
    const error = { type: "card_error" as const, code, decline_code, message, payment_intent: result.intent };
    return { fault: new StripeFault(402, error) };
  }
  const code = "invoice_payment_intent_requires_action";
  const message = "This payment requires additional user action before it can be completed successfully.";
  return { fault: new StripeFault(402, { type: "card_error", code, message }) };
}

/** The money came another way: no charge, and the intent is over. */
export function payOutOfBand(ctx: Context, invoice: Invoice): Invoice {
  checkPayable(invoice);
  const intent = ctx.store.get("payment_intent", String(invoice.payment_intent));
  if (intent) cancelIntent(ctx, intent, null);
  const paid = payInvoice(ctx, invoice, null, { paid_out_of_band: true });
  followPayment(ctx, paid);
  return paid;
}

/** What the buyer tells the bank about an invoice that waits for it. A new card becomes the customer's by paying. */
export function answerForInvoice(ctx: Context, invoice: Invoice, answer: "pass" | "fail"): Invoice {
  const intent = ctx.store.get("payment_intent", String(invoice.payment_intent));
  const method = intent && ctx.store.get("payment_method", String(intent.payment_method));
  if (invoice.status !== "open" || intent?.status !== "requires_action" || !method) {
    throw invalidRequest("This invoice does not wait for authentication.");
  }
  if (answer === "fail") {
    failAuthentication(ctx, intent, method);
    return failInvoice(ctx, invoice, null);
  }
  const paid = payInvoice(ctx, invoice, succeedIntent(ctx, intent, method).charge);
  followPayment(ctx, paid);
  if (!method.customer) attachPaymentMethod(ctx, method, String(invoice.customer));
  return paid;
}

/** The bank has asked about an unpaid invoice and nobody has answered. */
export function waitsForBuyer(store: Store, { status, payment_intent }: Invoice): boolean {
  return status === "open" && store.get("payment_intent", String(payment_intent))?.status === "requires_action";
}

function checkPayable(invoice: Invoice): void {
  if (invoice.status === "paid") throw invalidRequest("Invoice is already paid", undefined, "invoice_already_paid");
  if (invoice.status !== "open" && invoice.status !== "uncollectible") {
    throw invalidRequest(`This invoice is ${invoice.status} and cannot be paid.`);
  }
}
