import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";
import { changeRow } from "../store/change-row.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import { cancelIntent } from "./settle-intent.ts";
import { followLatestInvoice } from "./settle-subscription.ts";

type Invoice = Stripe.Invoice;

/** `charge` is null when there was nothing to pay. */
export function payInvoice(
  ctx: Context,
  invoice: Invoice,
  charge: Stripe.Charge | null,
  more: Partial<Invoice> = {},
): Invoice {
  const patch: Partial<Invoice> = {
    amount_paid: invoice.amount_due,
    amount_remaining: 0,
    attempt_count: charge ? Math.max(1, invoice.attempt_count) : invoice.attempt_count,
    attempted: true,
    auto_advance: false,
    charge: charge?.id ?? null,
    next_payment_attempt: null,
    paid: true,
    status: "paid",
    status_transitions: { ...invoice.status_transitions, paid_at: ctx.now },
    webhooks_delivered_at: ctx.now,
    ...more,
  };
  const paid = changeRow(ctx, "invoice", invoice, patch, "invoice.updated");
  emitEvent(ctx, "invoice.paid", paid);
  emitEvent(ctx, "invoice.payment_succeeded", paid);
  setDelinquent(ctx, invoice, false);
  return paid;
}

/** `also` is announced before the failure, when the buyer could still put it right. */
export function failInvoice(
  ctx: Context,
  invoice: Invoice,
  charge: string | null,
  more: Partial<Invoice> = { attempt_count: Math.max(1, invoice.attempt_count) },
  also?: "invoice.payment_action_required",
): Invoice {
  const patch = { attempted: true, charge, webhooks_delivered_at: ctx.now, ...more };
  const failed = changeRow(ctx, "invoice", invoice, patch, "invoice.updated");
  if (also) emitEvent(ctx, also, failed);
  emitEvent(ctx, "invoice.payment_failed", failed);
  if (failed.billing_reason !== "subscription_create") setDelinquent(ctx, invoice, true);
  return failed;
}

export function voidInvoice(ctx: Context, invoice: Invoice): Invoice {
  const intent = ctx.store.get("payment_intent", String(invoice.payment_intent));
  if (intent) cancelIntent(ctx, intent, "void_invoice");
  const voided_at = ctx.now;
  const patch: Partial<Invoice> = {
    auto_advance: false,
    next_payment_attempt: null,
    status: "void",
    status_transitions: { ...invoice.status_transitions, voided_at },
  };
  const voided = changeRow(ctx, "invoice", invoice, patch, "invoice.voided");
  followLatestInvoice(ctx, voided);
  return voided;
}

/** Given up by its owner: nothing more is tried, though it can still be paid or voided. */
export function markUncollectible(ctx: Context, invoice: Invoice): Invoice {
  const patch: Partial<Invoice> = {
    auto_advance: false,
    next_payment_attempt: null,
    status: "uncollectible",
    status_transitions: { ...invoice.status_transitions, marked_uncollectible_at: ctx.now },
  };
  const marked = changeRow(ctx, "invoice", invoice, patch, "invoice.marked_uncollectible");
  setDelinquent(ctx, invoice, false);
  followLatestInvoice(ctx, marked);
  return marked;
}

function setDelinquent(ctx: Context, invoice: Invoice, delinquent: boolean): void {
  const customer = ctx.store.get("customer", String(invoice.customer));
  if (!customer || customer.deleted) return;
  changeRow<"customer", Stripe.Customer>(ctx, "customer", customer, { delinquent }, "customer.updated");
}
