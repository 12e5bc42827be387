import type Stripe from "stripe";
import { z } from "zod";
import { amountOff } from "../checkout/amount-off.ts";
import { dropUsedDiscount } from "../checkout/drop-used-discount.ts";
import { onClockOf } from "../clock/on-test-clock.ts";
import { chargeInvoice } from "../payments/charge-invoice.ts";
import { findMethodOnFile } from "../payments/method-on-file.ts";
import { planEnd } from "../payments/plan-end.ts";
import { payInvoice } from "../payments/settle-invoice.ts";
import { followPayment } from "../payments/settle-subscription.ts";
import { startSubscription } from "../payments/start-subscription.ts";
import type { Context } from "../protocol/context.ts";
import * as p from "../protocol/params.ts";
import { invalidRequest, StripeFault } from "../protocol/stripe-fault.ts";
import { mergeMetadata } from "../store/merge-metadata.ts";
import { findCustomersMethod } from "./find-payment-method.ts";
import { findLiveCustomer, findRow } from "./find-row.ts";

const DAY = 24 * 3600;

export const subscriptionParams = z.strictObject({
  cancel_at: p.integer.optional(),
  cancel_at_period_end: p.flag.optional(),
  collection_method: z.enum(["charge_automatically"]).optional(),
  customer: p.id,
  default_payment_method: p.id.optional(),
  description: p.text.optional(),
  items: z
    .array(z.strictObject({ price: p.id, quantity: p.count.optional() }))
    .min(1)
    .max(20),
  metadata: p.metadata.optional(),
  off_session: p.flag.optional(),
  payment_behavior: z.enum(["allow_incomplete", "default_incomplete", "error_if_incomplete"]).optional(),
  trial_end: p.integer.optional(),
  trial_period_days: p.count.optional(),
});
type Params = z.output<typeof subscriptionParams>;
type Line = { price: Stripe.Price; quantity: number };

/** Without the hosted page: the card on file is charged at once, unless the caller wants to do that himself. */
export function createSubscription(given: Context, params: Params): Stripe.Subscription {
  const customer = findLiveCustomer(given, params.customer, "customer");
  const ctx = onClockOf(given, customer);
  const method = params.default_payment_method
    ? findCustomersMethod(ctx, params.default_payment_method, customer.id, "default_payment_method").id
    : null;
  const lines = params.items.map(({ price, quantity }, index) => readItem(ctx, price, quantity ?? 1, index));
  const started = startSubscription(ctx, {
    customer,
    description: params.description ?? null,
    discount: customersDiscount(ctx, customer, lines),
    lines,
    metadata: mergeMetadata({}, params.metadata),
    more: { default_payment_method: method },
    trial_end: trialEnd(ctx, params),
  });
  const ending = readEnd(ctx, started, params);
  if (ending) ctx.store.put("subscription", started.id, { ...started, ...ending });
  dropUsedDiscount(ctx, findRow(ctx, "subscription", started.id));
  collectFirst(ctx, started, params.payment_behavior ?? "allow_incomplete");
  return findRow(ctx, "subscription", started.id);
}

function readItem(ctx: Context, id: string, quantity: number, index: number): Line {
  const price = findRow(ctx, "price", id, `items[${index}][price]`);
  if (!price.active) throw invalidRequest("The price specified is inactive. This field only accepts active prices.");
  if (price.recurring) return { price, quantity };
  const message =
    "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.";
  throw invalidRequest(message, `items[${index}][price]`);
}

function customersDiscount(ctx: Context, { discount }: Stripe.Customer, lines: readonly Line[]): number {
  if (!discount || (discount.end !== null && discount.end <= ctx.now)) return 0;
  const price = lines.reduce((sum, line) => sum + (line.price.unit_amount ?? 0) * line.quantity, 0);
  return amountOff(discount.coupon, price);
}

function trialEnd(ctx: Context, params: Params): number | null {
  if (params.trial_end !== undefined && params.trial_period_days !== undefined) {
    throw invalidRequest("You may only specify one of these parameters: trial_end, trial_period_days.", "trial_end");
  }
  if (params.trial_end !== undefined && params.trial_end <= ctx.now) {
    throw invalidRequest("The trial end must be in the future.", "trial_end");
  }
  return params.trial_end ?? (params.trial_period_days ? ctx.now + params.trial_period_days * DAY : null);
}

function readEnd(ctx: Context, started: Stripe.Subscription, params: Params): Partial<Stripe.Subscription> | null {
  const cancel_at = params.cancel_at ?? (params.cancel_at_period_end ? started.current_period_end : null);
  if (cancel_at === null) return null;
  if (cancel_at <= ctx.now) throw invalidRequest("`cancel_at` must be in the future.", "cancel_at");
  return planEnd(cancel_at, params.cancel_at_period_end ?? false, ctx.now);
}

function collectFirst(ctx: Context, started: Stripe.Subscription, behavior: NonNullable<Params["payment_behavior"]>) {
  const invoice = findRow(ctx, "invoice", String(started.latest_invoice));
  if (invoice.amount_due === 0) {
    followPayment(ctx, payInvoice(ctx, invoice, null));
    return;
  }
  if (behavior === "default_incomplete") return;
  const method = findMethodOnFile(ctx, invoice);
  if (!method) {
    throw invalidRequest(
      "This customer has no attached payment source or default payment method.",
      undefined,
      "resource_missing",
    );
  }
  const result = chargeInvoice(ctx, invoice, method, "manual");
  if (result.kind === "paid" || behavior === "allow_incomplete") return;
  const decline = result.kind === "declined" ? result.decline : null;
  const message = decline?.message ?? "Your card requires authentication.";
  const code = decline?.code ?? "subscription_payment_intent_requires_action";
  throw new StripeFault(402, { type: "card_error", code, decline_code: decline?.decline_code, message });
}
