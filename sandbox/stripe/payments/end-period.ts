import type Stripe from "stripe";
import { discountFor } from "../checkout/discount-for.ts";
import { dropUsedDiscount } from "../checkout/drop-used-discount.ts";
import { buildInvoice } from "../objects/build-invoice.ts";
import type { Context } from "../protocol/context.ts";
import { changeRow } from "../store/change-row.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import { cancelSubscription } from "./cancel-subscription.ts";
import { periodEnd } from "./period-end.ts";
import { priceOf } from "./price-of.ts";

/**
 * The end of a subscription's period: it is over, if it was told to end, or the next period begins with a draft invoice
 * that is finalized and charged a while later. Until then the subscription keeps its status.
 */
export function endPeriod(ctx: Context, subscription: Stripe.Subscription): void {
  const customer = ctx.store.get("customer", String(subscription.customer));
  const told = subscription.cancel_at !== null && subscription.cancel_at <= ctx.now;
  const isOver = told || subscription.cancel_at_period_end || !customer || customer.deleted;
  if (isOver) endAsPlanned(ctx, subscription);
  else renew(ctx, subscription, customer);
}

/** When it was asked to end stays on the subscription as `canceled_at`; `ended_at` is when it did. */
function endAsPlanned(ctx: Context, subscription: Stripe.Subscription): void {
  const { cancel_at, cancel_at_period_end, canceled_at, cancellation_details } = subscription;
  const asked = cancellation_details?.reason ? cancellation_details : {};
  cancelSubscription(ctx, subscription, asked, {
    cancel_at,
    cancel_at_period_end,
    canceled_at: canceled_at ?? ctx.now,
  });
}

function renew(ctx: Context, subscription: Stripe.Subscription, customer: Stripe.Customer): void {
  const start = subscription.current_period_end;
  const recurring = subscription.items.data[0]?.price.recurring ?? null;
  const renewed: Stripe.Subscription = {
    ...subscription,
    current_period_end: periodEnd(start, recurring, subscription.billing_cycle_anchor),
    current_period_start: start,
    status: subscription.status === "trialing" ? "active" : subscription.status,
  };
  const stays = subscription.status === "unpaid" || subscription.pause_collection?.behavior === "keep_as_draft";
  const discount = discountFor(ctx, renewed, priceOf(renewed));
  const built = buildInvoice(ctx.now, renewed, customer, "subscription_cycle", discount);
  const draft: Stripe.Invoice = {
    ...built,
    auto_advance: !stays,
    next_payment_attempt: stays ? null : ctx.now + ctx.settings.invoice_delay_seconds,
    period_end: start,
    period_start: subscription.current_period_start,
  };
  const { current_period_end, current_period_start, status } = renewed;
  const patch = { current_period_end, current_period_start, latest_invoice: draft.id, status };
  const changed = changeRow(ctx, "subscription", subscription, patch, "customer.subscription.updated");
  ctx.store.put("invoice", draft.id, draft);
  emitEvent(ctx, "invoice.created", draft);
  dropUsedDiscount(ctx, changed);
}
