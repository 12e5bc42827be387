import { and, asc, count, gt, isNull } from "drizzle-orm";
import Stripe from "stripe";
import type { BillingContext } from "../context.ts";
import { reconcileUser } from "../reconcile/reconcile-user.ts";
import { billingAccounts } from "../tables.ts";
import { OPERATOR } from "./reconcile-account.ts";

const PAGE = 200;
const AT_ONCE = 4;

export type ReconcileProgress = Readonly<{
  done: number;
  total: number;
  failed: number;
  /** Every account up to this one, in the order of ids, has been looked at: where a later run can go on. */
  upTo: string;
}>;

export type ReconciledAll = Readonly<{
  done: number;
  total: number;
  failures: readonly Readonly<{ userId: string; error: unknown }>[];
  upTo: string;
  /** Why the walk ended early: Stripe can't be asked at all. Null when every account was looked at. */
  stoppedBy: unknown;
}>;

/**
 * Fetches the state of every account that ever had to do with billing, a few at a time, in the order of their ids.
 * One account's failure keeps no other waiting; Stripe out of reach, or a key that it does not take, ends the walk.
 * @param after the user id to go on after; empty for the beginning
 */
export async function reconcileAll(
  ctx: BillingContext,
  { after = "", onProgress = () => {} }: { after?: string; onProgress?: (progress: ReconcileProgress) => void } = {},
): Promise<ReconciledAll> {
  const total = await countAccounts(ctx, after);
  const walk = {
    done: 0,
    failures: [] as { userId: string; error: unknown }[],
    upTo: after,
    stoppedBy: null as unknown,
  };
  for (let page = await loadPage(ctx, after); page.length > 0; page = await loadPage(ctx, page.at(-1) ?? "")) {
    const open = new Set(page);
    const next = page.values();
    const work = async () => {
      for (const userId of next) {
        const error = await attempt(ctx, userId);
        if (isHopeless(error)) walk.stoppedBy ??= error;
        if (walk.stoppedBy !== null) return;
        if (error !== null) walk.failures.push({ userId, error });
        open.delete(userId);
        walk.done += 1;
        walk.upTo = lastBefore(page, open) ?? walk.upTo;
        onProgress({ done: walk.done, total, failed: walk.failures.length, upTo: walk.upTo });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (walk.stoppedBy !== null) break;
  }
  return { total, ...walk };
}

async function attempt(ctx: BillingContext, userId: string): Promise<unknown> {
  try {
    await reconcileUser(ctx, userId, OPERATOR);
    return null;
  } catch (error) {
    return error;
  }
}

function isHopeless(error: unknown): boolean {
  const { StripeConnectionError, StripeAuthenticationError } = Stripe.errors;
  return error instanceof StripeConnectionError || error instanceof StripeAuthenticationError;
}

/** The last id of the page before which nothing is still open. */
function lastBefore(page: readonly string[], open: ReadonlySet<string>): string | undefined {
  const firstOpen = page.findIndex((userId) => open.has(userId));
  return firstOpen === -1 ? page.at(-1) : page[firstOpen - 1];
}

async function countAccounts({ db }: BillingContext, after: string): Promise<number> {
  const [row] = await db
    .select({ total: count() })
    .from(billingAccounts)
    .where(and(gt(billingAccounts.userId, after), isNull(billingAccounts.closedAt)));
  return row?.total ?? 0;
}

async function loadPage({ db }: BillingContext, after: string): Promise<string[]> {
  const rows = await db
    .select({ userId: billingAccounts.userId })
    .from(billingAccounts)
    .where(and(gt(billingAccounts.userId, after), isNull(billingAccounts.closedAt)))
    .orderBy(asc(billingAccounts.userId))
    .limit(PAGE);
  return rows.map(({ userId }) => userId);
}
