import { setTimeout as pause } from "node:timers/promises";
import { eq } from "drizzle-orm";
import type { BillingContext } from "../context.ts";
import { applyDueCorrections } from "../outbox/work-off-outbox.ts";
import { billingAccounts } from "../tables.ts";
import { fetchSnapshot } from "./fetch-snapshot.ts";
import { type Lease, releaseLease, takeLease } from "./lease.ts";
import { storeSnapshot } from "./store-snapshot.ts";
import { wantFetch } from "./want-fetch.ts";

const PATIENCE_MS = 25_000;
/** Corrections lead to corrections at most once: a canceled subscription leaves an invoice to void. */
const MOST_ROUNDS = 3;

/**
 * Brings what we know of a user up to Stripe's state at or after this call, and what is wrong at Stripe to what it
 * should be. Access is given first; a correction that fails is tried again from the outbox.
 * @param cause what made us look: an event id, `success_page`, `reconciler`, ...
 * @returns false when there is no such account (any more).
 */
export async function reconcileUser(ctx: BillingContext, userId: string, cause: string): Promise<boolean> {
  let outcome = await shareFetch(ctx, userId, cause);
  for (let round = 1; outcome === "to_correct" && round <= MOST_ROUNDS; round++) {
    if (!(await applyDueCorrections(ctx, userId))) break;
    outcome = await shareFetch(ctx, userId, "correction");
  }
  return outcome !== "no_user";
}

type Outcome = "stored" | "to_correct" | "no_user";

/** Many calls at once share a fetch: each raises `wanted`, and a fetch that begins later answers all raised before it. */
async function shareFetch(ctx: BillingContext, userId: string, cause: string): Promise<Outcome> {
  const wanted = await wantFetch(ctx.db, userId);
  if (wanted === null) return "no_user";
  const deadline = performance.now() + PATIENCE_MS;
  for (let wait = 10; performance.now() < deadline; wait = Math.min(wait * 1.5, 250)) {
    const lease = await takeLease(ctx.db, userId);
    if (lease === "no_user") return "no_user";
    if (lease !== "busy") return await fetchUnlessDone(ctx, lease, wanted, cause);
    if (await isDone(ctx, userId, wanted)) return "stored";
    await pause(wait);
  }
  throw new Error("billing lease stayed busy");
}

/**
 * Fetches and stores under a lease that the caller holds and releases. Corrections are left to the outbox.
 * @returns the lease with what was stored.
 */
export async function reconcileUnderLease(ctx: BillingContext, lease: Lease, cause: string): Promise<Lease> {
  const wanted = (await wantFetch(ctx.db, lease.userId)) ?? lease.wanted;
  const { moment } = await storeSnapshot(ctx, { ...lease, wanted }, await fetchSnapshot(ctx, lease.userId), cause);
  return { ...lease, ...moment, wanted, done: wanted };
}

async function fetchUnlessDone(ctx: BillingContext, lease: Lease, wanted: number, cause: string): Promise<Outcome> {
  try {
    // A closed account stays closed: late events revive nothing.
    const needless = lease.closed ? "no_user" : lease.done >= wanted ? "stored" : null;
    if (needless === null) {
      const { corrections } = await storeSnapshot(
        ctx,
        { ...lease, ends: true },
        await fetchSnapshot(ctx, lease.userId),
        cause,
      );
      return corrections > 0 ? "to_correct" : "stored";
    }
    await releaseLease(ctx.db, lease);
    return needless;
  } catch (error) {
    await releaseLease(ctx.db, lease);
    throw error;
  }
}

async function isDone(ctx: BillingContext, userId: string, wanted: number): Promise<boolean> {
  const [row] = await ctx.db
    .select({ done: billingAccounts.done })
    .from(billingAccounts)
    .where(eq(billingAccounts.userId, userId));
  return row !== undefined && row.done >= wanted;
}
