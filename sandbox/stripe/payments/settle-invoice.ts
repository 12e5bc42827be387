import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";
import { changeRow } from "../store/change-row.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import { cancelIntent } from "./settle-intent.ts";

/** `charge` is null when there was nothing to pay. */
export function payInvoice(ctx: Context, invoice: Stripe.Invoice, charge: Stripe.Charge | null): Stripe.Invoice {
  const paid = changeRow(
    ctx,
    "invoice",
    invoice,
    {
      amount_paid: invoice.amount_due,
      amount_remaining: 0,
      attempt_count: charge ? invoice.attempt_count + 1 : invoice.attempt_count,
      attempted: true,
      charge: charge?.id ?? null,
      next_payment_attempt: null,
      paid: true,
      status: "paid",
      status_transitions: { ...invoice.status_transitions, paid_at: ctx.now },
      webhooks_delivered_at: ctx.now,
    },
    "invoice.updated",
  );
  emitEvent(ctx, "invoice.paid", paid);
  emitEvent(ctx, "invoice.payment_succeeded", paid);
  return paid;
}

export function failInvoice(ctx: Context, invoice: Stripe.Invoice, charge: string | null): Stripe.Invoice {
  const patch = { attempt_count: invoice.attempt_count + 1, attempted: true, charge, webhooks_delivered_at: ctx.now };
  const failed = changeRow(ctx, "invoice", invoice, patch, "invoice.updated");
  emitEvent(ctx, "invoice.payment_failed", failed);
  return failed;
}

export function voidInvoice(ctx: Context, invoice: Stripe.Invoice): Stripe.Invoice {
  const intent = ctx.store.get("payment_intent", String(invoice.payment_intent));
  if (intent) cancelIntent(ctx, intent, "void_invoice");
  const voided_at = ctx.now;
  const patch: Partial<Stripe.Invoice> = {
    status: "void",
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, voided_at },
  };
  return changeRow(ctx, "invoice", invoice, patch, "invoice.voided");
}
