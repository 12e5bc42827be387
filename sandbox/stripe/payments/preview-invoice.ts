import type Stripe from "stripe";
import { discountFor } from "../checkout/discount-for.ts";
import { onClockOf } from "../clock/on-test-clock.ts";
import { buildInvoice } from "../objects/build-invoice.ts";
import type { Context } from "../protocol/context.ts";
import { invalidRequest, resourceMissing } from "../protocol/stripe-fault.ts";
import { periodEnd } from "./period-end.ts";
import { priceOf } from "./price-of.ts";

export interface PreviewOrder {
  customer?: string | undefined;
  subscription?: string | undefined;
}

/** What the next period will cost, as things stand. It has no id, since nothing is made. */
export function previewInvoice(given: Context, order: PreviewOrder): Stripe.UpcomingInvoice {
  if (!order.customer && !order.subscription) {
    throw invalidRequest("You must specify at least one of: customer, subscription.", "customer");
  }
  const subscription = findRenewing(given, order);
  if (!subscription) {
    const code = "invoice_upcoming_none";
    throw invalidRequest(`No upcoming invoices for customer: ${order.customer ?? "unknown"}`, undefined, code, 404);
  }
  const ctx = onClockOf(given, subscription);
  const customer = ctx.store.get("customer", String(subscription.customer));
  if (!customer || customer.deleted) throw resourceMissing("customer", String(subscription.customer), "customer");
  const start = subscription.current_period_end;
  const recurring = subscription.items.data[0]?.price.recurring ?? null;
  const renewed: Stripe.Subscription = {
    ...subscription,
    current_period_end: periodEnd(start, recurring, subscription.billing_cycle_anchor),
    current_period_start: start,
    status: "active",
  };
  const discount = discountFor({ ...ctx, now: start }, renewed, priceOf(renewed));
  const { id, ...invoice } = buildInvoice(start, renewed, customer, "upcoming", discount);
  const lines = { ...invoice.lines, url: `/v1/invoices/upcoming/lines?subscription=${subscription.id}` };
  const next_payment_attempt = start + ctx.settings.invoice_delay_seconds;
  const period = { period_end: start, period_start: subscription.current_period_start };
  return { ...invoice, ...period, lines, next_payment_attempt };
}

/** The one that renews first. */
function findRenewing(ctx: Context, order: PreviewOrder): Stripe.Subscription | undefined {
  const renewing = ctx.store.all("subscription").filter((subscription) => {
    if (order.subscription && subscription.id !== order.subscription) return false;
    if (order.customer && subscription.customer !== order.customer) return false;
    if (subscription.cancel_at !== null && subscription.cancel_at <= subscription.current_period_end) return false;
    return ["active", "past_due", "trialing"].includes(subscription.status) && !subscription.cancel_at_period_end;
  });
  return renewing.toSorted((a, b) => a.current_period_end - b.current_period_end)[0];
}
