import { and, eq, isNotNull } from "drizzle-orm";
import type Stripe from "stripe";
import type { Receipt } from "../../contract/index.ts";
import { loadEntitlements } from "../access/load-access.ts";
import type { BillingContext } from "../context.ts";
import { loadOwnCustomers } from "../own-customers.ts";
import { checkoutSessions } from "../tables.ts";

/** Everything that was paid or is to be paid, newest first; Stripe is asked. */
export async function listReceipts(ctx: BillingContext, userId: string): Promise<Receipt[]> {
  const [weeks, payments] = await Promise.all([listWeeks(ctx, userId), listPayments(ctx, userId)]);
  return [...weeks, ...payments].sort((a, b) => (a.at < b.at ? 1 : -1));
}

async function listWeeks(ctx: BillingContext, userId: string): Promise<Receipt[]> {
  const [entitlements, own] = await Promise.all([loadEntitlements(ctx, userId), loadOwnCustomers(ctx.db, userId)]);
  const subscriptions = entitlements === "closed" ? [] : entitlements.subscriptions;
  const lists = await Promise.all(
    subscriptions.map(async ({ subscriptionId, customerId }) => {
      const invoices = ctx.stripe.invoices.list({ subscription: subscriptionId, limit: 100, expand: ["data.charge"] });
      const all = await invoices.autoPagingToArray({ limit: 1000 });
      // A guest's invoice names the guest: the page is for whoever paid.
      return all.flatMap((invoice) => readInvoice(invoice, own.includes(customerId)) ?? []);
    }),
  );
  return lists.flat();
}

function readInvoice(invoice: Stripe.Invoice, isOwn: boolean): Receipt | null {
  const { status, charge } = invoice;
  if (status === "draft" || status === null || (invoice.total === 0 && invoice.amount_paid === 0)) return null;
  const paidBy = charge === null || typeof charge === "string" ? null : charge;
  return {
    id: invoice.number ?? invoice.id,
    at: new Date(invoice.created * 1000).toISOString(),
    what: "week",
    total: { amount: invoice.total, currency: invoice.currency },
    refunded: paidBy?.amount_refunded ?? 0,
    status: status === "paid" ? statusOf(paidBy) : status === "open" ? "open" : "void",
    url: isOwn ? (invoice.hosted_invoice_url ?? null) : null,
  };
}

async function listPayments(ctx: BillingContext, userId: string): Promise<Receipt[]> {
  const rows = await ctx.db
    .select({ intentId: checkoutSessions.paymentIntentId, caller: checkoutSessions.caller })
    .from(checkoutSessions)
    .where(
      and(
        eq(checkoutSessions.userId, userId),
        eq(checkoutSessions.state, "complete"),
        isNotNull(checkoutSessions.paymentIntentId),
      ),
    );
  const receipts = await Promise.all(
    rows.map(async ({ intentId, caller }) => {
      const intent = await ctx.stripe.paymentIntents.retrieve(intentId ?? "", { expand: ["latest_charge"] });
      const charge = intent.latest_charge;
      return charge === null || typeof charge === "string" ? null : readCharge(charge, caller === "owner");
    }),
  );
  return receipts.filter((receipt) => receipt !== null);
}

function readCharge(charge: Stripe.Charge, isOwn: boolean): Receipt | null {
  if (!charge.paid) return null;
  return {
    id: charge.receipt_number ?? charge.id,
    at: new Date(charge.created * 1000).toISOString(),
    what: "lifetime",
    total: { amount: charge.amount, currency: charge.currency },
    refunded: charge.amount_refunded,
    status: statusOf(charge),
    url: isOwn ? charge.receipt_url : null,
  };
}

function statusOf(charge: Stripe.Charge | null): Receipt["status"] {
  if (charge?.disputed) return "disputed";
  if (charge?.refunded) return "refunded";
  return charge !== null && charge.amount_refunded > 0 ? "partly_refunded" : "paid";
}
