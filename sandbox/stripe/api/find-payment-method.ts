import type Stripe from "stripe";
import { createPaymentMethod, giveToCustomer } from "../payments/create-payment-method.ts";
import { cardOfNumber } from "../payments/read-card.ts";
import { findTestCard } from "../payments/test-cards.ts";
import { TEST_PAYMENT_METHODS } from "../payments/test-payment-methods.ts";
import type { Context } from "../protocol/context.ts";
import { invalidRequest, StripeFault } from "../protocol/stripe-fault.ts";
import { findRow } from "./find-row.ts";

/** By its id, or a new one by the name of one of Stripe's ready-made test cards. */
export function findPaymentMethod(ctx: Context, id: string, param?: string): Stripe.PaymentMethod {
  const number = Object.hasOwn(TEST_PAYMENT_METHODS, id) ? TEST_PAYMENT_METHODS[id] : undefined;
  if (!number) return findRow(ctx, "payment_method", id, param);
  return createPaymentMethod(ctx, cardOfNumber(number, new Date(ctx.now * 1000)), { email: null, name: null });
}

/** Stripe asks the bank before it keeps a card: one that is always declined can't be attached. */
export function attachToCustomer(ctx: Context, method: Stripe.PaymentMethod, customer: string): Stripe.PaymentMethod {
  if (method.customer === customer) return method;
  if (method.customer) {
    throw invalidRequest("The payment method you provided has already been attached to a customer.");
  }
  const { decline } = findTestCard(ctx.store.get("card", method.id)?.number ?? "");
  if (decline) throw new StripeFault(402, { type: "card_error", ...decline });
  return giveToCustomer(ctx, method, customer);
}

/** A default must be the customer's own. */
export function findCustomersMethod(ctx: Context, id: string, customer: string, param: string): Stripe.PaymentMethod {
  const method = findPaymentMethod(ctx, id, param);
  if (method.customer === customer) return method;
  const message = `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`;
  throw invalidRequest(message, param, "resource_missing");
}
