import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";
import { attachPaymentMethod, createPaymentMethod } from "./create-payment-method.ts";
import { type InvoicePayment, payInvoiceNow } from "./pay-invoice-now.ts";
import type { CardEntry } from "./read-card.ts";

/**
 * The customer pays an unpaid invoice with a card just typed in. It becomes the customer's once it has paid, but the
 * default of nothing: as at Stripe with `save_default_payment_method` off, later invoices are charged as before.
 */
export function payWithNewCard(
  ctx: Context,
  invoice: Stripe.Invoice,
  typed: { card: CardEntry; name: string },
): InvoicePayment {
  const method = createPaymentMethod(ctx, typed.card, { email: invoice.customer_email, name: typed.name });
  const result = payInvoiceNow(ctx, invoice, method, "buyer");
  if ("invoice" in result) attachPaymentMethod(ctx, method, String(invoice.customer));
  return result;
}
