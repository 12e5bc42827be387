import { randomUUID } from "node:crypto";
import { and, asc, eq, inArray } from "drizzle-orm";
import type { Db } from "../../platform/db/index.ts";
import type { BillingContext } from "../context.ts";
import type { Lease } from "../reconcile/lease.ts";
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

/** What a session is asked for with. */
export type SessionOrder = Pick<SessionRow, "userId" | "planId" | "caller" | "customerId" | "priceId">;

/**
 * Writes a session down before Stripe is asked for it, but only if the user has no other that may still be paid: null
 * otherwise. Its id is the idempotency key of the asking.
 *
 * It does not wait for the disk: the confirmation after Stripe's answer does, and that makes this row durable with it.
 * If the machine crashes in between, nobody has learned of the session that Stripe may have made.
 */
export async function insertOnlySession(ctx: BillingContext, order: SessionOrder): Promise<SessionRow | null> {
  const row = newRow(ctx, order);
  const { userId, planId, caller, customerId, priceId } = row;
  const values = [row.id, userId, planId, caller, customerId, priceId, row.createdAt];
  const { rowCount } = await ctx.db.$client.query(INSERT_ONLY, values);
  return rowCount === 1 ? row : null;
}

const INSERT_ONLY = `
  INSERT INTO checkout_sessions (id, user_id, plan_id, caller, customer_id, price_id, state, created_at)
  SELECT $1, $2::text, $3, $4, $5, $6, 'creating', $7::timestamptz
  FROM (SELECT set_config('synchronous_commit', 'off', true)) AS relaxed
  WHERE NOT EXISTS (
    SELECT 1 FROM checkout_sessions WHERE user_id = $2::text AND state IN ('creating', 'open')
  )`;

/** As above, whatever other sessions there are. */
export async function insertSession(ctx: BillingContext, order: SessionOrder): Promise<SessionRow> {
  const row = newRow(ctx, order);
  await ctx.db.insert(checkoutSessions).values(row);
  return row;
}

function newRow(ctx: BillingContext, { userId, planId, caller, customerId, priceId }: SessionOrder): SessionRow {
  return {
    ...{ id: randomUUID(), userId, planId, caller, customerId, priceId },
    ...{ state: "creating", stripeSessionId: null, stripeUrl: null, subscriptionId: null, paymentIntentId: null },
    ...{ createdAt: ctx.clock(), expiresAt: null },
  };
}

/** Writes what Stripe answered and gives the lease back, in one statement. Durable before anybody hears of the session. */
export async function confirmSession(
  db: Db,
  lease: Lease,
  row: SessionRow,
  session: { id: string; url: string | null; status: SessionRow["state"] | null; expires_at: number },
): Promise<void> {
  const seen = [session.status ?? "open", session.id, session.url, new Date(session.expires_at * 1000)];
  await db.$client.query(CONFIRM, [row.id, ...seen, lease.userId, lease.owner]);
}

const CONFIRM = `
  WITH released AS (
    UPDATE billing_accounts SET lease_owner = NULL, lease_until = NULL WHERE user_id = $6 AND lease_owner = $7
  )
  UPDATE checkout_sessions SET state = $2, stripe_session_id = $3, stripe_url = $4, expires_at = $5 WHERE id = $1`;

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
