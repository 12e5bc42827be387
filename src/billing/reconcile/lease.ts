import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { and, eq, sql } from "drizzle-orm";
import type { Db } from "../../platform/db/index.ts";
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
  closed: boolean;
}>;

/**
 * Takes the user's lease if it is free. One statement; the database's clock decides.
 * `busy` when somebody else holds it, `no_user` when there is no such account.
 */
export async function takeLease(db: Db, userId: string): Promise<Lease | "busy" | "no_user"> {
  const owner = randomUUID();
  const { rows } = await db.$client.query<LeaseRow>(TAKE, [userId, owner, LEASE_SECONDS]);
  const row = rows[0];
  if (row !== undefined) {
    const snapshot = row.snapshot ?? EMPTY_SNAPSHOT;
    // bigint comes as text from the driver.
    return {
      userId,
      owner,
      wanted: Number(row.wanted),
      done: Number(row.done),
      snapshot,
      closed: row.closed_at !== null,
    };
  }
  const known = await db.execute(sql`SELECT 1 FROM users WHERE id = ${userId}`);
  return known.rows.length === 0 ? "no_user" : "busy";
}

type LeaseRow = { wanted: string; done: string; snapshot: Snapshot | null; closed_at: Date | null };

/** Does not wait for the disk: a lease that a crash of the machine forgets is a lease that is free again. */
const TAKE = `
  INSERT INTO billing_accounts (user_id, lease_owner, lease_until)
  SELECT users.id, $2, now() + make_interval(secs => $3)
  FROM users, (SELECT set_config('synchronous_commit', 'off', true)) AS relaxed
  WHERE users.id = $1
  ON CONFLICT (user_id) DO UPDATE SET lease_owner = excluded.lease_owner, lease_until = excluded.lease_until
    WHERE billing_accounts.lease_owner IS NULL OR billing_accounts.lease_until < now()
  RETURNING wanted, done, snapshot, closed_at`;

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
