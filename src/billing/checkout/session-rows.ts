import { randomUUID } from "node:crypto";
import { and, asc, eq, inArray } from "drizzle-orm";
import type { PlanId } from "../../contract/index.ts";
import type { Db } from "../../platform/db/index.ts";
import type { BillingContext } from "../context.ts";
import { checkoutSessions } from "../tables.ts";

export type SessionRow = typeof checkoutSessions.$inferSelect;

/** The user's sessions that may still be paid, oldest first: open ones, and those whose creation was not confirmed. */
export function loadUnpaidSessions(db: Db, userId: string): Promise<SessionRow[]> {
  return db
    .select()
    .from(checkoutSessions)
    .where(and(eq(checkoutSessions.userId, userId), inArray(checkoutSessions.state, ["creating", "open"])))
    .orderBy(asc(checkoutSessions.createdAt), asc(checkoutSessions.id));
}

/** Writes a session down before Stripe is asked for it. Its id is the idempotency key of the asking. */
export async function insertSession(
  ctx: BillingContext,
  input: { userId: string; planId: PlanId; caller: "owner" | "guest"; customerId: string | null; priceId: string },
): Promise<SessionRow> {
  const { userId, planId, caller, customerId, priceId } = input;
  const row: SessionRow = {
    ...{ id: randomUUID(), userId, planId, caller, customerId, priceId },
    ...{ state: "creating", stripeSessionId: null, stripeUrl: null, subscriptionId: null, paymentIntentId: null },
    ...{ createdAt: ctx.clock(), expiresAt: null },
  };
  await ctx.db.insert(checkoutSessions).values(row);
  return row;
}

/** Changes one session's row. */
export async function updateSession(db: Db, row: SessionRow, change: Partial<SessionRow>): Promise<void> {
  await db.update(checkoutSessions).set(change).where(eq(checkoutSessions.id, row.id));
}

/** Stripe's ids of all the user's sessions that we know of. */
export async function loadStripeIds(db: Db, userId: string): Promise<Set<string | null>> {
  const rows = await db
    .select({ id: checkoutSessions.stripeSessionId })
    .from(checkoutSessions)
    .where(eq(checkoutSessions.userId, userId));
  return new Set(rows.map((row) => row.id));
}

/** Stripe forgets idempotency keys after 24 hours; a row asked for longer ago must not be asked for again. */
const KEY_LIFE_MS = 23 * 3_600_000;

export function keyIsAlive(row: SessionRow, now: Date): boolean {
  return now.getTime() - row.createdAt.getTime() < KEY_LIFE_MS;
}
