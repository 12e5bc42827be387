import { eq, or } from "drizzle-orm";
import { findUser } from "../../accounts/index.ts";
import type { Db } from "../../platform/db/index.ts";
import { billingCustomers, checkoutSessions } from "../tables.ts";
import type { EventReferences } from "./extract-references.ts";

/**
 * The user that an event is about; null when nobody is known. A session that we did not make belongs to nobody,
 * whatever its metadata or client_reference_id say. E-mail addresses are never looked at.
 */
export async function resolveUser(db: Db, references: EventReferences): Promise<string | null> {
  if (references.sessionId !== undefined) return await findBySession(db, references.sessionId);
  return (
    (await findByPayment(db, references)) ??
    (await findByCustomer(db, references.customerId)) ??
    (await findByHint(db, references.userId))
  );
}

async function findBySession(db: Db, sessionId: string): Promise<string | null> {
  const [row] = await db
    .select({ userId: checkoutSessions.userId })
    .from(checkoutSessions)
    .where(eq(checkoutSessions.stripeSessionId, sessionId));
  return row?.userId ?? null;
}

async function findByPayment(db: Db, { subscriptionId, paymentIntentId }: EventReferences): Promise<string | null> {
  const conditions = [
    ...(subscriptionId === undefined ? [] : [eq(checkoutSessions.subscriptionId, subscriptionId)]),
    ...(paymentIntentId === undefined ? [] : [eq(checkoutSessions.paymentIntentId, paymentIntentId)]),
  ];
  if (conditions.length === 0) return null;
  const [row] = await db
    .select({ userId: checkoutSessions.userId })
    .from(checkoutSessions)
    .where(or(...conditions))
    .limit(1);
  return row?.userId ?? null;
}

async function findByCustomer(db: Db, customerId: string | undefined): Promise<string | null> {
  if (customerId === undefined) return null;
  const [row] = await db
    .select({ userId: billingCustomers.userId })
    .from(billingCustomers)
    .where(eq(billingCustomers.customerId, customerId));
  return row?.userId ?? null;
}

/** Metadata that we set ourselves: for objects whose ids we have not fetched yet. It grants nothing, it makes us look. */
async function findByHint(db: Db, userId: string | undefined): Promise<string | null> {
  if (userId === undefined) return null;
  const user = await findUser(db, userId);
  return user?.id ?? null;
}
