import { setTimeout as pause } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import type { Snapshot } from "../access/snapshot.ts";
import type { BillingContext } from "../context.ts";
import { billingAccounts } from "../tables.ts";
import { endWeeklyUnderLifetime } from "./end-weekly-under-lifetime.ts";
import { fetchSnapshot } from "./fetch-snapshot.ts";
import { type Lease, releaseLease, takeLease } from "./lease.ts";
import { storeSnapshot } from "./store-snapshot.ts";

const PATIENCE_MS = 25_000;

/**
 * Brings what we know of a user up to Stripe's state at or after this call. Many calls at once share a fetch: each
 * raises `wanted`, and a fetch that begins later answers all that were raised before it.
 * @param cause what made us look: an event id, `success_page`, `reconciler`, ...
 * @returns false when there is no such account (any more).
 */
export async function reconcileUser(ctx: BillingContext, userId: string, cause: string): Promise<boolean> {
  const wanted = await wantFetch(ctx, userId);
  if (wanted === null) return false;
  const deadline = performance.now() + PATIENCE_MS;
  for (let wait = 10; performance.now() < deadline; wait = Math.min(wait * 1.5, 250)) {
    const lease = await takeLease(ctx.db, userId);
    if (lease === "no_user") return false;
    if (lease !== "busy") return await fetchUnlessDone(ctx, lease, wanted, cause);
    if (await isDone(ctx, userId, wanted)) return true;
    await pause(wait);
  }
  throw new Error("billing lease stayed busy");
}

/** Fetches and stores under a lease that the caller holds and releases. */
export async function reconcileUnderLease(ctx: BillingContext, lease: Lease, cause: string): Promise<Snapshot> {
  const wanted = await wantFetch(ctx, lease.userId);
  const current = { ...lease, wanted: wanted ?? lease.wanted };
  return await storeSnapshot(ctx, current, await fetchSnapshot(ctx, lease.userId), cause);
}

async function fetchUnlessDone(ctx: BillingContext, lease: Lease, wanted: number, cause: string): Promise<boolean> {
  try {
    // A closed account stays closed: late events revive nothing.
    if (lease.closed) return false;
    if (lease.done >= wanted) return true;
    const snapshot = await storeSnapshot(ctx, lease, await fetchSnapshot(ctx, lease.userId), cause);
    // After access is given: if Stripe fails here, the event is tried again, and nobody waits for what was paid.
    if (await endWeeklyUnderLifetime(ctx, snapshot)) {
      await reconcileUnderLease(ctx, { ...lease, snapshot }, "weekly_ends_under_lifetime");
    }
    return true;
  } finally {
    await releaseLease(ctx.db, lease);
  }
}

/** Notes one more reason to fetch; durable, so that a crash from here on is made up for by the reconciler. */
async function wantFetch(ctx: BillingContext, userId: string): Promise<number | null> {
  const result = await ctx.db.execute<{ wanted: string }>(sql`
    INSERT INTO billing_accounts (user_id, wanted) SELECT id, 1 FROM users WHERE id = ${userId}
    ON CONFLICT (user_id) DO UPDATE SET wanted = billing_accounts.wanted + 1
    RETURNING wanted`);
  const row = result.rows[0];
  return row === undefined ? null : Number(row.wanted);
}

async function isDone(ctx: BillingContext, userId: string, wanted: number): Promise<boolean> {
  const [row] = await ctx.db
    .select({ done: billingAccounts.done })
    .from(billingAccounts)
    .where(eq(billingAccounts.userId, userId));
  return row !== undefined && row.done >= wanted;
}
