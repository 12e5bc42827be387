import type Stripe from "stripe";
import { buildPaymentMethod, type Payer } from "../objects/build-payment-method.ts";
import type { Context } from "../protocol/context.ts";
import { changeRow } from "../store/change-row.ts";
import type { CardEntry } from "./read-card.ts";

/** Not yet anybody's: Stripe attaches a card to its customer once it has paid. */
export function createPaymentMethod(ctx: Context, card: CardEntry, payer: Payer): Stripe.PaymentMethod {
  const method = buildPaymentMethod(ctx.now, card, payer);
  ctx.store.put("payment_method", method.id, method);
  ctx.store.put("card", method.id, { id: method.id, number: card.number });
  return method;
}

export function attachPaymentMethod(ctx: Context, method: Stripe.PaymentMethod, customer: string): void {
  changeRow(ctx, "payment_method", method, { customer }, "payment_method.attached");
}
