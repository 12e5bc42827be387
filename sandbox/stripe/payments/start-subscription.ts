import type Stripe from "stripe";
import { buildInvoice } from "../objects/build-invoice.ts";
import { buildSubscription } from "../objects/build-subscription.ts";
import type { Context } from "../protocol/context.ts";
import { randomBase62 } from "../protocol/make-id.ts";
import { changeRow } from "../store/change-row.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import { periodEnd } from "./period-end.ts";
import { createIntent } from "./settle-intent.ts";

export interface SubscriptionOrder {
  customer: Stripe.Customer;
  lines: readonly { price: Stripe.Price; quantity: number }[];
  metadata: Stripe.Metadata;
  description: string | null;
  /** Taken off the first invoice. */
  discount: number;
}

/** An incomplete subscription with its first invoice open; an invoice of nothing has no payment intent. */
export function startSubscription(ctx: Context, order: SubscriptionOrder): Stripe.Subscription {
  const price = order.lines[0]?.price;
  const bare = buildSubscription(ctx.now, order.lines, {
    customer: order.customer.id,
    currency: price?.currency ?? "usd",
    current_period_end: periodEnd(ctx.now, price?.recurring ?? null),
    description: order.description,
    metadata: order.metadata,
  });
  const draft = buildInvoice(ctx.now, bare, order.customer, "subscription_create", order.discount);
  const subscription = { ...bare, latest_invoice: draft.id };
  ctx.store.put("subscription", subscription.id, subscription);
  ctx.store.put("invoice", draft.id, draft);
  emitEvent(ctx, "customer.subscription.created", subscription);
  emitEvent(ctx, "invoice.created", draft);
  finalizeInvoice(ctx, draft, order.customer);
  return subscription;
}

function finalizeInvoice(ctx: Context, draft: Stripe.Invoice, customer: Stripe.Customer): Stripe.Invoice {
  const intent =
    draft.amount_due > 0
      ? createIntent(ctx, {
          amount: draft.amount_due,
          currency: draft.currency,
          customer: customer.id,
          description: "Subscription creation",
          invoice: draft.id,
          setup_future_usage: "off_session",
        })
      : null;
  const sequence = customer.next_invoice_sequence ?? 1;
  changeRow(ctx, "customer", customer, { next_invoice_sequence: sequence + 1, currency: draft.currency });
  const hosted = `${ctx.origin}/invoices/${draft.id}_${randomBase62(20)}`;
  const patch: Partial<Stripe.Invoice> = {
    auto_advance: false,
    effective_at: ctx.now,
    hosted_invoice_url: hosted,
    invoice_pdf: `${hosted}/pdf`,
    number: `${customer.invoice_prefix}-${String(sequence).padStart(4, "0")}`,
    payment_intent: intent?.id ?? null,
    status: "open",
    status_transitions: { ...draft.status_transitions, finalized_at: ctx.now },
  };
  return changeRow(ctx, "invoice", draft, patch, "invoice.finalized");
}
