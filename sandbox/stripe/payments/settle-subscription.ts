import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";
import { changeRow } from "../store/change-row.ts";
import { cancelSubscription } from "./cancel-subscription.ts";

type Status = Stripe.Subscription.Status;

/** Who asks for the money: the schedule, somebody while the buyer is away, or the buyer. */
export type Collector = "automatic" | "manual" | "buyer";

/** Paying its latest invoice makes a subscription active again, in the period it is in. */
export function followPayment(ctx: Context, invoice: Stripe.Invoice): void {
  const subscription = findSubscription(ctx, invoice);
  const owed = subscription && ["incomplete", "past_due", "unpaid"].includes(subscription.status);
  if (owed && subscription.latest_invoice === invoice.id) setStatus(ctx, subscription, "active");
}

/** A failure makes it past due; when no retry is left, the account's settings say what becomes of it. */
export function followFailure(ctx: Context, invoice: Stripe.Invoice, who: Collector): void {
  const subscription = findSubscription(ctx, invoice);
  if (!subscription || subscription.status === "incomplete") return;
  const isLatest = subscription.latest_invoice === invoice.id;
  const wasGood = subscription.status === "active" || subscription.status === "trialing";
  const now = wasGood && isLatest ? setStatus(ctx, subscription, "past_due") : subscription;
  if (now.status !== "past_due" || who !== "automatic" || invoice.next_payment_attempt !== null) return;
  const { after_retries } = ctx.settings;
  if (after_retries === "unpaid") setStatus(ctx, now, "unpaid");
  if (after_retries === "canceled") cancelSubscription(ctx, now, { reason: "payment_failed" });
}

/** Voided invoices don't count: the most recent of the others, if any was finalized, decides the status. */
export function followLatestInvoice(ctx: Context, invoice: Stripe.Invoice): void {
  const subscription = findSubscription(ctx, invoice);
  if (subscription?.status !== "past_due" && subscription?.status !== "unpaid") return;
  const deciding = ctx.store
    .all("invoice")
    .findLast((other) => other.subscription === subscription.id && other.status !== "void" && other.status !== "draft");
  if (deciding?.status !== "open") setStatus(ctx, subscription, "active");
}

function findSubscription(ctx: Context, invoice: Stripe.Invoice): Stripe.Subscription | undefined {
  return invoice.subscription ? ctx.store.get("subscription", String(invoice.subscription)) : undefined;
}

function setStatus(ctx: Context, subscription: Stripe.Subscription, status: Status): Stripe.Subscription {
  return changeRow(ctx, "subscription", subscription, { status }, "customer.subscription.updated");
}
