import type Stripe from "stripe";
import { z } from "zod";
import { expireIncompleteSubscription } from "../payments/cancel-subscription.ts";
import { payInvoiceNow } from "../payments/pay-invoice-now.ts";
import { voidInvoice } from "../payments/settle-invoice.ts";
import type { Context } from "../protocol/context.ts";
import { Declined, endpoint } from "../protocol/endpoint.ts";
import { isCreatedIn, listPage } from "../protocol/list-page.ts";
import * as p from "../protocol/params.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { findRow } from "./find-row.ts";

const filters = z.strictObject({
  ...p.listing,
  created: p.createdRange.optional(),
  customer: p.id.optional(),
  status: z.enum(["draft", "open", "paid", "uncollectible", "void"]).optional(),
  subscription: p.id.optional(),
});

/** Made by subscriptions. Second half: finalizing, marking uncollectible and the upcoming invoice. */
export const invoices = [
  endpoint("GET", "/v1/invoices", filters, (ctx, params) =>
    listPage("/v1/invoices", ctx.store.all("invoice"), params, (invoice) => {
      if (params.customer && invoice.customer !== params.customer) return false;
      if (params.subscription && invoice.subscription !== params.subscription) return false;
      if (params.status && invoice.status !== params.status) return false;
      return isCreatedIn(params.created, invoice.created);
    }),
  ),
  endpoint("GET", "/v1/invoices/:id", p.none, (ctx, _, id) => findRow(ctx, "invoice", id)),
  endpoint("GET", "/v1/invoices/:id/lines", z.strictObject(p.listing), (ctx, params, id) =>
    listPage(`/v1/invoices/${id}/lines`, findRow(ctx, "invoice", id).lines.data.toReversed(), params),
  ),

  endpoint("POST", "/v1/invoices/:id/pay", z.strictObject({ payment_method: p.id.optional() }), (ctx, params, id) => {
    const invoice = findRow(ctx, "invoice", id);
    if (params.payment_method) findRow(ctx, "payment_method", params.payment_method, "payment_method");
    const result = payInvoiceNow(ctx, invoice, params.payment_method ?? methodOnFile(ctx, invoice));
    return "fault" in result ? new Declined(result.fault) : result.invoice;
  }),

  endpoint("POST", "/v1/invoices/:id/void", p.none, (ctx, _, id) => {
    const invoice = findRow(ctx, "invoice", id);
    const subscription = ctx.store.get("subscription", String(invoice.subscription));
    if (subscription?.status === "incomplete" && subscription.latest_invoice === id) {
      expireIncompleteSubscription(ctx, subscription);
      return findRow(ctx, "invoice", id);
    }
    if (invoice.status === "open" || invoice.status === "uncollectible") return voidInvoice(ctx, invoice);
    throw invalidRequest(`You can only pass in open invoices. This invoice isn't open; it is ${invoice.status}.`);
  }),
];

function methodOnFile(ctx: Context, invoice: Stripe.Invoice): string | null {
  const method = ctx.store.get("subscription", String(invoice.subscription))?.default_payment_method;
  return method ? String(method) : null;
}
