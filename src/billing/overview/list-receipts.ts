import { and, eq, isNotNull } from "drizzle-orm";
import type Stripe from "stripe";
import type { Receipt } from "../../contract/index.ts";
import { loadEntitlements } from "../access/load-access.ts";
import { chargesOf, hasLostDispute, hasOpenDispute } from "../access/money.ts";
import { type ChargeState, EMPTY_SNAPSHOT, type Snapshot, type SubscriptionState } from "../access/snapshot.ts";
import type { BillingContext } from "../context.ts";
import { checkoutSessions } from "../tables.ts";

/** Everything that was paid or is to be paid, newest first; Stripe is asked. */
export async function listReceipts(ctx: BillingContext, userId: string): Promise<Receipt[]> {
  const entitlements = await loadEntitlements(ctx, userId);
  const snapshot = entitlements === "closed" ? EMPTY_SNAPSHOT : entitlements;
  const [weeks, payments] = await Promise.all([listWeeks(ctx, snapshot), listPayments(ctx, userId, snapshot)]);
  return [...weeks, ...payments].sort((a, b) => (a.at < b.at ? 1 : -1));
}

async function listWeeks(ctx: BillingContext, snapshot: Snapshot): Promise<Receipt[]> {
  // An invoice whose checkout was never completed is no purchase: it is paid there or not at all.
  const begun = snapshot.subscriptions.filter(({ status }) => !status.startsWith("incomplete"));
  const lists = await Promise.all(
    begun.map(async (subscription) => {
      const { subscriptionId } = subscription;
      const invoices = ctx.stripe.invoices.list({ subscription: subscriptionId, limit: 100, expand: ["data.charge"] });
      const all = await invoices.autoPagingToArray({ limit: 1000 });
      return all.flatMap((invoice) => readInvoice(invoice, subscription) ?? []);
    }),
  );
  return lists.flat();
}

function readInvoice(invoice: Stripe.Invoice, subscription: SubscriptionState): Receipt | null {
  const { status, charge } = invoice;
  if (status === "draft" || status === null || (invoice.total === 0 && invoice.amount_paid === 0)) return null;
  const paidBy = charge === null || typeof charge === "string" ? null : charge;
  return {
    id: invoice.number ?? invoice.id,
    at: new Date(invoice.created * 1000).toISOString(),
    what: "week",
    total: { amount: invoice.total, currency: invoice.currency },
    refunded: paidBy?.amount_refunded ?? 0,
    status: status === "paid" ? statusOf(paidBy, chargesOf(subscription)) : status === "open" ? "open" : "void",
    // A guest's invoice names the guest: the page is for whoever paid.
    url: subscription.paidBy === "owner" ? (invoice.hosted_invoice_url ?? null) : null,
  };
}

async function listPayments(ctx: BillingContext, userId: string, { payments }: Snapshot): Promise<Receipt[]> {
  const known = payments.flatMap(({ charge }) => charge ?? []);
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
      return charge === null || typeof charge === "string" ? null : readCharge(charge, known, caller === "owner");
    }),
  );
  return receipts.filter((receipt) => receipt !== null);
}

function readCharge(charge: Stripe.Charge, known: readonly ChargeState[], isOwn: boolean): Receipt | null {
  if (!charge.paid) return null;
  return {
    id: charge.receipt_number ?? charge.id,
    at: new Date(charge.created * 1000).toISOString(),
    what: "lifetime",
    total: { amount: charge.amount, currency: charge.currency },
    refunded: charge.amount_refunded,
    status: statusOf(charge, known),
    url: isOwn ? charge.receipt_url : null,
  };
}

/** `known` tells what became of a dispute, which a charge does not. */
function statusOf(charge: Stripe.Charge | null, known: readonly ChargeState[]): Receipt["status"] {
  const state = known.find(({ chargeId }) => chargeId === charge?.id);
  if (state !== undefined && hasLostDispute(state)) return "charged_back";
  if (state !== undefined && hasOpenDispute(state)) return "disputed";
  if (charge?.refunded) return "refunded";
  return charge !== null && charge.amount_refunded > 0 ? "partly_refunded" : "paid";
}
