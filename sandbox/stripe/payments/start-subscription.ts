import type Stripe from "stripe";
import { onClockOf } from "../clock/on-test-clock.ts";
import { buildInvoice } from "../objects/build-invoice.ts";
import { buildSubscription } from "../objects/build-subscription.ts";
import type { Context } from "../protocol/context.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import { finalizeInvoice } from "./finalize-invoice.ts";
import { periodEnd } from "./period-end.ts";

export interface SubscriptionOrder {
  customer: Stripe.Customer;
  lines: readonly { price: Stripe.Price; quantity: number }[];
  metadata: Stripe.Metadata;
  description: string | null;
  /** Taken off the first invoice. */
  discount: number;
  trial_end?: number | null;
  more?: Partial<Stripe.Subscription>;
}

/**
 * A subscription with its first invoice open; an invoice of nothing has no payment intent. It is incomplete until that
 * invoice is paid, or on trial.
 */
export function startSubscription(given: Context, order: SubscriptionOrder): Stripe.Subscription {
  const ctx = onClockOf(given, order.customer);
  const price = order.lines[0]?.price;
  const bare = buildSubscription(ctx.now, order.lines, {
    customer: order.customer.id,
    currency: price?.currency ?? "usd",
    current_period_end: periodEnd(ctx.now, price?.recurring ?? null),
    description: order.description,
    metadata: order.metadata,
    test_clock: order.customer.test_clock ?? null,
    ...(order.trial_end ? trialUntil(ctx.now, order.trial_end) : {}),
    ...order.more,
  });
  const draft = buildInvoice(ctx.now, bare, order.customer, "subscription_create", order.discount);
  const subscription = { ...bare, latest_invoice: draft.id };
  ctx.store.put("subscription", subscription.id, subscription);
  ctx.store.put("invoice", draft.id, draft);
  emitEvent(ctx, "customer.subscription.created", subscription);
  emitEvent(ctx, "invoice.created", draft);
  finalizeInvoice(ctx, draft);
  return subscription;
}

/** The trial is the first period, and the paid ones are counted from its end. */
function trialUntil(now: number, end: number): Partial<Stripe.Subscription> & { current_period_end: number } {
  return {
    billing_cycle_anchor: end,
    current_period_end: end,
    status: "trialing",
    trial_end: end,
    trial_start: now,
  };
}
