import type Stripe from "stripe";
import { z } from "zod";
import { onClockOf } from "../clock/on-test-clock.ts";
import { expireIncompleteSubscription } from "../payments/expire-incomplete-subscription.ts";
import { finalizeInvoice } from "../payments/finalize-invoice.ts";
import { payInvoiceNow, payOutOfBand } from "../payments/pay-invoice-now.ts";
import { previewInvoice } from "../payments/preview-invoice.ts";
import { markUncollectible, payInvoice, voidInvoice } from "../payments/settle-invoice.ts";
import { followPayment } from "../payments/settle-subscription.ts";
import type { Context } from "../protocol/context.ts";
import { Declined, endpoint } from "../protocol/endpoint.ts";
import { isCreatedIn, listPage } from "../protocol/list-page.ts";
import * as p from "../protocol/params.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { findPaymentMethod } from "./find-payment-method.ts";
import { findRow } from "./find-row.ts";

const PATH = "/v1/invoices";
const filters = z.strictObject({
  ...p.listing,
  created: p.createdRange.optional(),
  customer: p.id.optional(),
  status: z.enum(["draft", "open", "paid", "uncollectible", "void"]).optional(),
  subscription: p.id.optional(),
});
const payment = z.strictObject({
  off_session: p.flag.optional(),
  paid_out_of_band: p.flag.optional(),
  payment_method: p.id.optional(),
});
const upcoming = z.strictObject({ customer: p.id.optional(), subscription: p.id.optional() });

/** Made by subscriptions, never by hand. */
export const invoices = [
  endpoint("GET", PATH, filters, (ctx, params) =>
    listPage(PATH, ctx.store.all("invoice"), params, (invoice) => {
      if (params.customer && invoice.customer !== params.customer) return false;
      if (params.subscription && invoice.subscription !== params.subscription) return false;
      if (params.status && invoice.status !== params.status) return false;
      return isCreatedIn(params.created, invoice.created);
    }),
  ),
  endpoint("GET", `${PATH}/upcoming`, upcoming, (ctx, params) => previewInvoice(ctx, params)),
  endpoint("GET", `${PATH}/:id`, p.none, (ctx, _, id) => findRow(ctx, "invoice", id)),
  endpoint("GET", `${PATH}/:id/lines`, z.strictObject(p.listing), (ctx, params, id) =>
    listPage(`${PATH}/${id}/lines`, findRow(ctx, "invoice", id).lines.data.toReversed(), params),
  ),

  endpoint("POST", `${PATH}/:id/finalize`, z.strictObject({ auto_advance: p.flag.optional() }), (given, params, id) => {
    const invoice = findRow(given, "invoice", id);
    if (invoice.status !== "draft") {
      throw invalidRequest("This invoice is already finalized, you can't re-finalize a non-draft invoice.");
    }
    const ctx = onClockOf(given, invoice);
    const auto_advance = params.auto_advance ?? invoice.auto_advance ?? false;
    const next_payment_attempt = auto_advance ? ctx.now + ctx.settings.invoice_delay_seconds : null;
    return settleFree(ctx, finalizeInvoice(ctx, invoice, { auto_advance, next_payment_attempt }));
  }),

  endpoint("POST", `${PATH}/:id/pay`, payment, (given, params, id) => {
    const found = findRow(given, "invoice", id);
    const ctx = onClockOf(given, found);
    const method = params.payment_method ? findPaymentMethod(ctx, params.payment_method, "payment_method") : null;
    const invoice = found.status === "draft" ? settleFree(ctx, finalizeInvoice(ctx, found)) : found;
    if (params.paid_out_of_band) return payOutOfBand(ctx, invoice);
    if (found.status === "draft" && invoice.status === "paid") return invoice;
    const result = payInvoiceNow(ctx, invoice, method);
    return "fault" in result ? new Declined(result.fault) : result.invoice;
  }),

  endpoint("POST", `${PATH}/:id/void`, p.none, (given, _, id) => {
    const invoice = findRow(given, "invoice", id);
    const ctx = onClockOf(given, invoice);
    const subscription = ctx.store.get("subscription", String(invoice.subscription));
    if (subscription?.status === "incomplete" && subscription.latest_invoice === id) {
      expireIncompleteSubscription(ctx, subscription);
      return findRow(ctx, "invoice", id);
    }
    if (invoice.status === "open" || invoice.status === "uncollectible") return voidInvoice(ctx, invoice);
    throw invalidRequest(`You can only pass in open invoices. This invoice isn't open; it is ${invoice.status}.`);
  }),

  endpoint("POST", `${PATH}/:id/mark_uncollectible`, p.none, (given, _, id) => {
    const invoice = findRow(given, "invoice", id);
    if (invoice.status === "open") return markUncollectible(onClockOf(given, invoice), invoice);
    throw invalidRequest(`You can only pass in open invoices. This invoice isn't open; it is ${invoice.status}.`);
  }),
];

/** An invoice of nothing is paid the moment it is finalized. */
function settleFree(ctx: Context, invoice: Stripe.Invoice): Stripe.Invoice {
  if (invoice.amount_due > 0) return invoice;
  const paid = payInvoice(ctx, invoice, null);
  followPayment(ctx, paid);
  return paid;
}
