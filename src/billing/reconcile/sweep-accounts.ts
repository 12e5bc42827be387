import { sql } from "drizzle-orm";
import type { BillingContext } from "../context.ts";
import { reconcileUser } from "./reconcile-user.ts";

const MOST_USERS = 200;
const AT_ONCE = 4;

/**
 * Fetches again what no event may have told us: users whose fetch was wanted and never done (a crash), users whose
 * next look is due, and users with a checkout that may have been paid or has run out.
 * @returns how many users were looked at.
 */
export async function sweepAccounts(ctx: BillingContext): Promise<number> {
  const userIds = await findStaleUsers(ctx);
  const next = userIds.values();
  await Promise.all(Array.from({ length: AT_ONCE }, () => sweepNext(ctx, next)));
  return userIds.length;
}

/** One user's failure must not keep the others waiting. */
async function sweepNext(ctx: BillingContext, next: Iterator<string> & Iterable<string>): Promise<void> {
  for (const userId of next) {
    try {
      await reconcileUser(ctx, userId, "reconciler");
    } catch (error) {
      ctx.log.error({ err: error, userId }, "user could not be reconciled: it will be tried again");
    }
  }
}

async function findStaleUsers(ctx: BillingContext): Promise<string[]> {
  const ago = (seconds: number) => sql`${new Date(ctx.clock().getTime() - seconds * 1000)}::timestamptz`;
  const result = await ctx.db.execute<{ user_id: string }>(sql`
    SELECT account.user_id FROM billing_accounts account
    WHERE account.closed_at IS NULL AND (
      (account.wanted > account.done AND (account.lease_until IS NULL OR account.lease_until < now()))
      OR account.look_at <= ${ctx.clock()}::timestamptz
      OR ((account.snapshot_at IS NULL OR account.snapshot_at < ${ago(60)}) AND EXISTS (
        SELECT 1 FROM checkout_sessions s
        WHERE s.user_id = account.user_id AND s.state = 'open' AND s.created_at < ${ago(60)}
          AND (s.created_at > ${ago(1800)} OR account.snapshot_at < ${ago(1800)} OR s.expires_at < ${ctx.clock()}::timestamptz)))
    )
    ORDER BY account.snapshot_at NULLS FIRST, account.user_id LIMIT ${MOST_USERS}`);
  return result.rows.map((row) => row.user_id);
}
