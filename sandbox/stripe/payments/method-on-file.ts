import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";

/** The card an invoice is charged to: its subscription's own, or else its customer's. One that was detached is gone. */
export function findMethodOnFile(ctx: Context, invoice: Stripe.Invoice): Stripe.PaymentMethod | null {
  const subscription = ctx.store.get("subscription", String(invoice.subscription));
  const customer = ctx.store.get("customer", String(invoice.customer));
  const ofCustomer = customer && !customer.deleted ? customer.invoice_settings.default_payment_method : null;
  for (const chosen of [invoice.default_payment_method, subscription?.default_payment_method, ofCustomer]) {
    const method = chosen ? ctx.store.get("payment_method", String(chosen)) : undefined;
    if (method?.customer) return method;
  }
  return null;
}
