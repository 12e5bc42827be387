import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";
import { changeRow } from "../store/change-row.ts";

type Details = Partial<Stripe.Subscription.CancellationDetails>;

/** Ends a subscription now. What is open stays open but is no longer collected, as at Stripe. */
export function cancelSubscription(
  ctx: Context,
  subscription: Stripe.Subscription,
  details: Details = {},
  more: Partial<Stripe.Subscription> = {},
): Stripe.Subscription {
  stopCollecting(ctx, subscription);
  const patch: Partial<Stripe.Subscription> = {
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: ctx.now,
    cancellation_details: { comment: null, feedback: null, reason: "cancellation_requested", ...details },
    ended_at: ctx.now,
    status: "canceled",
    ...more,
  };
  return changeRow(ctx, "subscription", subscription, patch, "customer.subscription.deleted");
}

/** An active subscription owes its latest invoice at most, so only the others are searched for more. */
function stopCollecting(ctx: Context, subscription: Stripe.Subscription): void {
  const latest = ctx.store.get("invoice", String(subscription.latest_invoice));
  const owes = subscription.status === "past_due" || subscription.status === "unpaid";
  const mine = owes ? ctx.store.all("invoice").filter((invoice) => invoice.subscription === subscription.id) : [latest];
  for (const invoice of mine) {
    const waits = invoice?.status === "draft" || invoice?.status === "open";
    if (!waits || !invoice.auto_advance) continue;
    changeRow(ctx, "invoice", invoice, { auto_advance: false, next_payment_attempt: null }, "invoice.updated");
  }
}
