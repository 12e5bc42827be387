import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { and, eq, sql } from "drizzle-orm";
import type { Access } from "../../contract/index.ts";
import { type Db, gatherCalls } from "../../platform/db/index.ts";
import { EMPTY_SNAPSHOT, type Snapshot } from "../access/snapshot.ts";
import { billingAccounts } from "../tables.ts";

/** Longer than a call to Stripe usually takes; what a killed holder costs its user at most. */
const LEASE_SECONDS = 15;
const PATIENCE_MS = 20_000;

/** The right to change one user's billing, for LEASE_SECONDS; `owner` is new with every taking, as a fence. */
export type Lease = Readonly<{
  userId: string;
  owner: string;
  wanted: number;
  done: number;
  snapshot: Snapshot;
  /** The decision when it was last noted; null when it never was. */
  access: Access | null;
  closed: boolean;
}>;

/**
 * Takes the user's lease if it is free; the database's clock decides.
 * `busy` when somebody else holds it, `no_user` when there is no such account.
 */
export async function takeLease(db: Db, userId: string): Promise<Lease | "busy" | "no_user"> {
  const lease = await takeIfFree(db, userId);
  if (lease !== null) return lease;
  const known = await db.execute(sql`SELECT 1 FROM users WHERE id = ${userId}`);
  return known.rows.length === 0 ? "no_user" : "busy";
}

const MOST_LEASES = 100;
const takeIfFree = gatherCalls(MOST_LEASES, takeLeases);

/** Of several calls for one user the first may get it. */
async function takeLeases(db: Db, userIds: readonly string[]): Promise<(Lease | null)[]> {
  const ids = [...new Set(userIds)];
  const owners = ids.map(() => randomUUID());
  const { rows } = await db.$client.query<LeaseRow>(TAKE, [ids, owners, LEASE_SECONDS]);
  const taken = new Map(rows.map((row) => [row.user_id, readLease(row)]));
  return userIds.map((userId) => {
    const lease = taken.get(userId) ?? null;
    taken.delete(userId);
    return lease;
  });
}

function readLease(row: LeaseRow): Lease {
  const { user_id: userId, lease_owner: owner, snapshot, access, closed_at } = row;
  // bigint comes as text from the driver.
  const [wanted, done] = [Number(row.wanted), Number(row.done)];
  return { userId, owner, wanted, done, snapshot: snapshot ?? EMPTY_SNAPSHOT, access, closed: closed_at !== null };
}

type LeaseRow = {
  user_id: string;
  lease_owner: string;
  wanted: string;
  done: string;
  snapshot: Snapshot | null;
  access: Access | null;
  closed_at: Date | null;
};

/** Does not wait for the disk: a lease that a crash of the machine forgets is a lease that is free again. */
const TAKE = `
  INSERT INTO billing_accounts (user_id, lease_owner, lease_until)
  SELECT users.id, asked.owner, now() + make_interval(secs => $3)
  FROM unnest($1::text[], $2::text[]) AS asked (user_id, owner)
  JOIN users ON users.id = asked.user_id,
  (SELECT set_config('synchronous_commit', 'off', true)) AS relaxed
  ORDER BY users.id
  ON CONFLICT (user_id) DO UPDATE SET lease_owner = excluded.lease_owner, lease_until = excluded.lease_until
    WHERE billing_accounts.lease_owner IS NULL OR billing_accounts.lease_until < now()
  RETURNING user_id, lease_owner, wanted, done, snapshot, access, closed_at`;

/** Waits for the lease. Null when there is no such account; rejects when it stays busy. */
export async function waitForLease(db: Db, userId: string): Promise<Lease | null> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let wait = 10; ; wait = Math.min(wait * 1.5, 250)) {
    const lease = await takeLease(db, userId);
    if (lease === "no_user") return null;
    if (lease !== "busy") return lease;
    if (performance.now() > deadline) throw new Error("billing lease stayed busy");
    await pause(wait);
  }
}

/** Gives the lease back. Does nothing when it ran out and somebody else has it. */
export async function releaseLease(db: Db, lease: Lease): Promise<void> {
  await db
    .update(billingAccounts)
    .set({ leaseOwner: null, leaseUntil: null })
    .where(and(eq(billingAccounts.userId, lease.userId), eq(billingAccounts.leaseOwner, lease.owner)));
}
