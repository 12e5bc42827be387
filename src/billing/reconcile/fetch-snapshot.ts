import { and, asc, eq, inArray, isNotNull } from "drizzle-orm";
import Stripe from "stripe";
import type { Snapshot } from "../access/snapshot.ts";
import type { BillingContext } from "../context.ts";
import { loadOwnCustomers } from "../own-customers.ts";
import { checkoutSessions } from "../tables.ts";
import {
  type BilledSubscription,
  chargeOf,
  type DisputesByCharge,
  latestInvoiceOf,
  paidChargeOf,
  readPayment,
  readSubscription,
} from "./read-stripe.ts";

type SessionRow = typeof checkoutSessions.$inferSelect;
type FetchedSession = Readonly<{ row: SessionRow; session: Stripe.Checkout.Session | null }>;

/** What Stripe says now, and what our own rows have to learn from it. */
export type Fetched = Readonly<{
  snapshot: Snapshot;
  sessions: readonly FetchedSession[];
  /** Customers that Stripe says are deleted. */
  goneCustomerIds: readonly string[];
}>;

/** Asks Stripe for everything that decides the user's access: our sessions, and all subscriptions of the user's customers. */
export async function fetchSnapshot(ctx: BillingContext, userId: string): Promise<Fetched> {
  const rows = await loadPayableSessions(ctx, userId);
  const sessions = await Promise.all(rows.map((row) => fetchSession(ctx, row)));
  const own = await loadOwnCustomers(ctx.db, userId);
  const customers = await Promise.all(own.map((id) => fetchSubscriptions(ctx, id)));
  const found = uniqueById([...sessions.flatMap(subscriptionOf), ...customers.flatMap((c) => c.subscriptions)]);
  const subscriptions = await Promise.all(found.map((subscription) => fetchInvoices(ctx, subscription, own)));
  const disputes = await fetchDisputes(ctx, [
    ...sessions.flatMap(({ session }) => (session === null ? [] : [paidChargeOf(session)])),
    ...subscriptions.flatMap(({ invoices }) => invoices.map(chargeOf)),
  ]);
  return {
    snapshot: {
      subscriptions: subscriptions.flatMap((each) => readSubscription(each, disputes, ctx.config.stripe) ?? []),
      payments: sessions.flatMap(({ row, session }) =>
        session === null ? [] : (readPayment(session, row, disputes, ctx.config.stripe) ?? []),
      ),
    },
    sessions,
    goneCustomerIds: customers.flatMap((customer) => (customer.gone ? [customer.customerId] : [])),
  };
}

/** Sessions that were paid or still may be. Expired ones can't change any more. */
function loadPayableSessions(ctx: BillingContext, userId: string): Promise<SessionRow[]> {
  return ctx.db
    .select()
    .from(checkoutSessions)
    .where(
      and(
        eq(checkoutSessions.userId, userId),
        inArray(checkoutSessions.state, ["open", "complete", "missing"]),
        isNotNull(checkoutSessions.stripeSessionId),
      ),
    )
    .orderBy(asc(checkoutSessions.createdAt), asc(checkoutSessions.id));
}

async function fetchSession(ctx: BillingContext, row: SessionRow): Promise<FetchedSession> {
  const expand = ["payment_intent.latest_charge", "subscription.latest_invoice.charge"];
  const session = await nullWhenMissing(ctx.stripe.checkout.sessions.retrieve(row.stripeSessionId ?? "", { expand }));
  return { row, session };
}

async function fetchSubscriptions(ctx: BillingContext, customerId: string) {
  const list = ctx.stripe.subscriptions
    .list({ customer: customerId, status: "all", limit: 100, expand: ["data.latest_invoice.charge"] })
    .autoPagingToArray({ limit: 10_000 });
  const subscriptions = (await nullWhenMissing(list)) ?? [];
  // Only a customer that still exists has a subscription that runs.
  const runs = subscriptions.some(({ status }) => status !== "canceled" && status !== "incomplete_expired");
  const gone = !runs && (await isGone(ctx, customerId));
  return { customerId, gone, subscriptions };
}

async function isGone(ctx: BillingContext, customerId: string): Promise<boolean> {
  const customer = await nullWhenMissing(ctx.stripe.customers.retrieve(customerId));
  return customer === null || customer.deleted === true;
}

/** A dispute comes weeks after its charge, so that every week of a subscription counts, not the latest alone. */
async function fetchInvoices(
  ctx: BillingContext,
  subscription: Stripe.Subscription,
  own: readonly string[],
): Promise<BilledSubscription> {
  const { customer } = subscription;
  const paidBy = own.includes(typeof customer === "string" ? customer : customer.id) ? "owner" : "guest";
  const latest = latestInvoiceOf(subscription);
  // One invoice, and it came with the subscription: the usual case asks no more.
  if (subscription.current_period_start === subscription.start_date && latest !== null) {
    return { subscription, invoices: [latest], paidBy };
  }
  const invoices = await ctx.stripe.invoices
    .list({ subscription: subscription.id, limit: 100, expand: ["data.charge"] })
    .autoPagingToArray({ limit: 10_000 });
  return { subscription, invoices, paidBy };
}

async function fetchDisputes(
  ctx: BillingContext,
  charges: readonly (Stripe.Charge | null)[],
): Promise<DisputesByCharge> {
  const disputed = charges.filter((charge) => charge?.disputed === true).flatMap((charge) => charge?.id ?? []);
  const lists = await Promise.all(
    [...new Set(disputed)].map(async (id) => {
      const list = await ctx.stripe.disputes.list({ charge: id, limit: 100 });
      return [id, list.data] as const;
    }),
  );
  return new Map(lists);
}

function subscriptionOf({ session }: FetchedSession): Stripe.Subscription[] {
  const subscription = session?.subscription ?? null;
  return subscription === null || typeof subscription === "string" ? [] : [subscription];
}

function uniqueById(subscriptions: readonly Stripe.Subscription[]): Stripe.Subscription[] {
  return [...new Map(subscriptions.map((each) => [each.id, each])).values()];
}

/** Stripe's "no such object" is an answer; every other failure is one. */
async function nullWhenMissing<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.code === "resource_missing") return null;
    throw error;
  }
}
