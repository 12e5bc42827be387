import type Stripe from "stripe";
import { buildPaymentMethod, type Payer } from "../objects/build-payment-method.ts";
import type { Context } from "../protocol/context.ts";
import { changeRow } from "../store/change-row.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { CardEntry } from "./read-card.ts";

type Method = Stripe.PaymentMethod;

/** Not yet anybody's: Stripe attaches a card to its customer once it has paid. */
export function createPaymentMethod(ctx: Context, card: CardEntry, payer: Payer): Method {
  const method = buildPaymentMethod(ctx.now, card, payer);
  ctx.store.put("payment_method", method.id, method);
  ctx.store.put("card", method.id, { id: method.id, number: card.number });
  return method;
}

/** After a payment with the buyer present: the bank was satisfied, so it need not be asked at renewals. */
export function attachPaymentMethod(ctx: Context, method: Method, customer: string): void {
  const card = ctx.store.get("card", method.id);
  if (card) ctx.store.put("card", method.id, { ...card, set_up: true });
  giveToCustomer(ctx, method, customer);
}

export function giveToCustomer(ctx: Context, method: Method, customer: string): Method {
  return changeRow(ctx, "payment_method", method, { customer }, "payment_method.attached");
}

/** It can't be charged any more, and is nobody's default. */
export function detachPaymentMethod(ctx: Context, method: Method): Method {
  const customer = ctx.store.get("customer", String(method.customer));
  const detached = changeRow(ctx, "payment_method", method, { customer: null });
  emitEvent(ctx, "payment_method.detached", detached, { customer: method.customer });
  if (customer && !customer.deleted && customer.invoice_settings.default_payment_method === method.id) {
    const invoice_settings = { ...customer.invoice_settings, default_payment_method: null };
    changeRow<"customer", Stripe.Customer>(ctx, "customer", customer, { invoice_settings }, "customer.updated");
  }
  return detached;
}
