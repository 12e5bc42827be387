import { randomUUID } from "node:crypto";
import { and, asc, eq, inArray } from "drizzle-orm";
import { type Db, gatherCalls } from "../../platform/db/index.ts";
import type { BillingContext } from "../context.ts";
import type { Lease } from "../reconcile/lease.ts";
import { checkoutSessions } from "../tables.ts";

export type SessionRow = typeof checkoutSessions.$inferSelect;

/** In one statement, of those that are asked for at the same time. */
const MOST_ROWS = 100;

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
 * If the database crashes in between, the confirmation writes the row anew; if this process does, too, nobody has
 * learned of the session that Stripe may have made.
 */
export async function insertOnlySession(ctx: BillingContext, order: SessionOrder): Promise<SessionRow | null> {
  const row = newRow(ctx, order);
  return (await insertIfOnly(ctx.db, row)) ? row : null;
}

const insertIfOnly = gatherCalls(MOST_ROWS, async (db, rows: readonly SessionRow[]) => {
  const column = <K extends keyof SessionRow>(key: K) => rows.map((row) => row[key]);
  const { rows: inserted } = await db.$client.query<{ id: string }>(INSERT_ONLY, [
    ...[column("id"), column("userId"), column("planId"), column("caller")],
    ...[column("customerId"), column("priceId"), column("createdAt")],
  ]);
  const made = new Set(inserted.map(({ id }) => id));
  return rows.map(({ id }) => made.has(id));
});

/** The lease sees to it that no two rows of one statement are the same user's. */
const INSERT_ONLY = `
  INSERT INTO checkout_sessions (id, user_id, plan_id, caller, customer_id, price_id, state, created_at)
  SELECT fresh.id, fresh.user_id, fresh.plan_id, fresh.caller, fresh.customer_id, fresh.price_id, 'creating', fresh.created_at
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
    AS fresh (id, user_id, plan_id, caller, customer_id, price_id, created_at),
  (SELECT set_config('synchronous_commit', 'off', true)) AS relaxed
  WHERE (
    -- Counted row by row, through the index: as a join it would read the whole table.
    SELECT count(*) FROM checkout_sessions other
    WHERE other.user_id = fresh.user_id AND other.state IN ('creating', 'open')
  ) = 0
  RETURNING id`;

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

/** What Stripe tells of a session that it made. */
type MadeSession = Readonly<{ id: string; url: string | null; status: SessionRow["state"] | null; expires_at: number }>;

/** Writes what Stripe answered and gives the lease back, in one statement. Durable before anybody hears of the session. */
export async function confirmSession(db: Db, lease: Lease, row: SessionRow, session: MadeSession): Promise<void> {
  await confirm(db, { lease, row, session });
}

type Confirmation = Readonly<{ lease: Lease; row: SessionRow; session: MadeSession }>;

const confirm = gatherCalls(MOST_ROWS, async (db, all: readonly Confirmation[]) => {
  const { rows } = await db.$client.query<{ id: string }>(CONFIRM, [
    all.map(({ row }) => row.id),
    all.map(({ session }) => session.status ?? "open"),
    all.map(({ session }) => session.id),
    all.map(({ session }) => session.url),
    all.map(({ session }) => new Date(session.expires_at * 1000)),
    all.map(({ lease }) => lease.userId),
    all.map(({ lease }) => lease.owner),
  ]);
  const kept = new Set(rows.map(({ id }) => id));
  const lost = all.filter(({ row }) => !kept.has(row.id));
  // A crash of the database has forgotten the row while Stripe was asked: without it nobody's payment would be known.
  if (lost.length > 0) await db.insert(checkoutSessions).values(lost.map(confirmed)).onConflictDoNothing();
  return all.map(() => undefined);
});

function confirmed({ row, session }: Confirmation): SessionRow {
  const { id: stripeSessionId, url: stripeUrl, status, expires_at } = session;
  return { ...row, state: status ?? "open", stripeSessionId, stripeUrl, expiresAt: new Date(expires_at * 1000) };
}

const CONFIRM = `
  WITH released AS (
    UPDATE billing_accounts SET lease_owner = NULL, lease_until = NULL
    FROM unnest($6::text[], $7::text[]) AS held (user_id, owner)
    WHERE billing_accounts.user_id = held.user_id AND billing_accounts.lease_owner = held.owner
  )
  UPDATE checkout_sessions
  SET state = made.state, stripe_session_id = made.stripe_id, stripe_url = made.url, expires_at = made.expires_at
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
    AS made (id, state, stripe_id, url, expires_at)
  WHERE checkout_sessions.id = made.id
  RETURNING checkout_sessions.id`;

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
