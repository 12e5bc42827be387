import { and, eq, lt } from "drizzle-orm";
import type { BillingContext } from "../context.ts";
import { checkoutSessions } from "../tables.ts";

/** Longer than a session of Stripe's lives, and than its idempotency keys do. */
const STALE_MS = 25 * 3_600_000;

/**
 * Gives up rows whose session Stripe never confirmed. If one was made, nobody was told its address, and it has expired
 * by now. Sessions that were confirmed are closed by the sweep, with what Stripe says of them.
 * @returns how many there were
 */
export async function closeStaleSessions({ db, clock }: Pick<BillingContext, "db" | "clock">): Promise<number> {
  const stale = new Date(clock().getTime() - STALE_MS);
  const closed = await db
    .update(checkoutSessions)
    .set({ state: "failed" })
    .where(and(eq(checkoutSessions.state, "creating"), lt(checkoutSessions.createdAt, stale)))
    .returning({ id: checkoutSessions.id });
  return closed.length;
}
