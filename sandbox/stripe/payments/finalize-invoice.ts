import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";
import { randomBase62 } from "../protocol/make-id.ts";
import { changeRow } from "../store/change-row.ts";
import { createIntent } from "./settle-intent.ts";

/**
 * A draft gets its number and, when there is something to pay, its payment intent. `patch` says who collects it: nobody
 * unless told, as with a subscription's first invoice.
 */
export function finalizeInvoice(
  ctx: Context,
  draft: Stripe.Invoice,
  patch: Partial<Stripe.Invoice> = { auto_advance: false, next_payment_attempt: null },
): Stripe.Invoice {
  const customer = ctx.store.get("customer", String(draft.customer));
  if (!customer || customer.deleted) throw new Error(`invoice ${draft.id} has no customer`);
  const isFirst = draft.billing_reason === "subscription_create";
  const intent =
    draft.amount_due > 0
      ? createIntent(ctx, {
          amount: draft.amount_due,
          currency: draft.currency,
          customer: customer.id,
          description: isFirst ? "Subscription creation" : "Subscription update",
          invoice: draft.id,
          setup_future_usage: isFirst ? "off_session" : null,
        })
      : null;
  const sequence = customer.next_invoice_sequence ?? 1;
  ctx.store.put("customer", customer.id, {
    ...customer,
    currency: draft.currency,
    next_invoice_sequence: sequence + 1,
  });
  const hosted = `${ctx.origin}/invoices/${draft.id}_${randomBase62(20)}`;
  const open: Partial<Stripe.Invoice> = {
    effective_at: ctx.now,
    hosted_invoice_url: hosted,
    invoice_pdf: `${hosted}/pdf`,
    number: `${customer.invoice_prefix}-${String(sequence).padStart(4, "0")}`,
    payment_intent: intent?.id ?? null,
    status: "open",
    status_transitions: { ...draft.status_transitions, finalized_at: ctx.now },
  };
  return changeRow(ctx, "invoice", draft, { ...open, ...patch }, "invoice.finalized");
}
