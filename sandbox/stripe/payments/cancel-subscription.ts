import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";
import { changeRow } from "../store/change-row.ts";
import { voidInvoice } from "./settle-invoice.ts";

type Details = Partial<Stripe.Subscription.CancellationDetails>;

/** Ends a subscription now. Its open invoice stays open but is no longer collected, as at Stripe. */
export function cancelSubscription(ctx: Context, subscription: Stripe.Subscription, details: Details = {}) {
  const patch: Partial<Stripe.Subscription> = {
    cancel_at_period_end: false,
    canceled_at: ctx.now,
    cancellation_details: { comment: null, feedback: null, reason: "cancellation_requested", ...details },
    ended_at: ctx.now,
    status: "canceled",
  };
  return changeRow(ctx, "subscription", subscription, patch, "customer.subscription.deleted");
}

/** The first payment never came: the subscription is over before it began and its invoice is void. */
export function expireIncompleteSubscription(ctx: Context, subscription: Stripe.Subscription) {
  const invoice = ctx.store.get("invoice", String(subscription.latest_invoice));
  if (invoice?.status === "open") voidInvoice(ctx, invoice);
  const patch: Partial<Stripe.Subscription> = { status: "incomplete_expired", ended_at: ctx.now };
  return changeRow(ctx, "subscription", subscription, patch, "customer.subscription.updated");
}
