import { inArray } from "drizzle-orm";
import Stripe from "stripe";
import { users } from "../../accounts/index.ts";
import type { Db } from "../../platform/db/index.ts";
import type { BillingContext } from "../context.ts";
import { billingCustomers, checkoutSessions } from "../tables.ts";
import type { EventReferences } from "./extract-references.ts";

/**
 * The user that each event is about; null when nobody is known. A session that we did not make belongs to nobody,
 * whatever its metadata or client_reference_id say. E-mail addresses are never looked at.
 */
export async function resolveUsers(db: Db, events: readonly EventReferences[]): Promise<(string | null)[]> {
  const named = (name: keyof EventReferences) => [...new Set(events.flatMap((references) => references[name] ?? []))];
  const [bySession, bySubscription, byPayment, byCustomer, byHint] = await Promise.all([
    findBySession(db, checkoutSessions.stripeSessionId, named("sessionId")),
    findBySession(db, checkoutSessions.subscriptionId, named("subscriptionId")),
    findBySession(db, checkoutSessions.paymentIntentId, named("paymentIntentId")),
    findByCustomer(db, named("customerId")),
    findByHint(db, named("userId")),
  ]);
  return events.map((references) => {
    const { sessionId, subscriptionId = "", paymentIntentId = "", customerId = "", userId = "" } = references;
    if (sessionId !== undefined) return bySession.get(sessionId) ?? null;
    const byPurchase = bySubscription.get(subscriptionId) ?? byPayment.get(paymentIntentId);
    return byPurchase ?? byCustomer.get(customerId) ?? byHint.get(userId) ?? null;
  });
}

/**
 * Whom a payment is about that no row of ours names: a later week paid by a guest, and every dispute, since a dispute
 * names no customer. Stripe is asked what the payment was for.
 */
export async function resolveAtStripe(ctx: BillingContext, references: EventReferences): Promise<string | null> {
  if (references.paymentIntentId === undefined || references.sessionId !== undefined) return null;
  const intent = await retrieveIntent(ctx.stripe, references.paymentIntentId);
  if (intent === null) return null;
  const invoice = intent.invoice === null || typeof intent.invoice === "string" ? null : intent.invoice;
  const [userId = null] = await resolveUsers(ctx.db, [
    {
      ...keep("subscriptionId", idOf(invoice?.subscription)),
      ...keep("customerId", idOf(intent.customer)),
      ...keep("userId", invoice?.subscription_details?.metadata?.userId ?? intent.metadata.userId),
    },
  ]);
  return userId;
}

type SessionColumn =
  | typeof checkoutSessions.stripeSessionId
  | typeof checkoutSessions.subscriptionId
  | typeof checkoutSessions.paymentIntentId;

async function findBySession(db: Db, column: SessionColumn, ids: string[]): Promise<Map<string | null, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: column, userId: checkoutSessions.userId })
    .from(checkoutSessions)
    .where(inArray(column, ids));
  return new Map(rows.map(({ id, userId }) => [id, userId]));
}

async function findByCustomer(db: Db, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: billingCustomers.customerId, userId: billingCustomers.userId })
    .from(billingCustomers)
    .where(inArray(billingCustomers.customerId, ids));
  return new Map(rows.map(({ id, userId }) => [id, userId]));
}

/** Metadata that we set ourselves: for objects whose ids we have not fetched yet. It grants nothing, it makes us look. */
async function findByHint(db: Db, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db.select({ id: users.id }).from(users).where(inArray(users.id, ids));
  return new Map(rows.map(({ id }) => [id, id]));
}

async function retrieveIntent(stripe: Stripe, id: string): Promise<Stripe.PaymentIntent | null> {
  try {
    return await stripe.paymentIntents.retrieve(id, { expand: ["invoice"] });
  } catch (error) {
    // Of another account or of no account: nobody we know.
    if (error instanceof Stripe.errors.StripeInvalidRequestError) return null;
    throw error;
  }
}

function keep<N extends keyof EventReferences>(name: N, value: string | null | undefined): EventReferences {
  return value ? { [name]: value } : {};
}

function idOf(value: string | { id: string } | null | undefined): string | null {
  return typeof value === "string" ? value : (value?.id ?? null);
}
