import { and, count, eq } from "drizzle-orm";
import type { Access } from "../../contract/index.ts";
import { loadAccess } from "../access/load-access.ts";
import type { BillingContext } from "../context.ts";
import { reconcileUser } from "../reconcile/reconcile-user.ts";
import { billingOutbox } from "../tables.ts";
import { type Account, findAccount } from "./find-account.ts";

export type Reconciled = Readonly<{
  account: Account;
  before: Access;
  after: Access;
  /** Corrections and mails of this user that a running server has yet to do. */
  waiting: number;
}>;

/** What made us fetch, as the record of access changes tells it. */
export const OPERATOR = "operator";

/**
 * Fetches one user's state from Stripe and puts right what is wrong there.
 * @throws Refusal 404 when there is no such account
 */
export async function reconcileAccount(ctx: BillingContext, name: string): Promise<Reconciled> {
  const account = await findAccount(ctx, name);
  const before = await loadAccess(ctx, account.id);
  await reconcileUser(ctx, account.id, OPERATOR);
  const [row] = await ctx.db
    .select({ waiting: count() })
    .from(billingOutbox)
    .where(and(eq(billingOutbox.userId, account.id), eq(billingOutbox.state, "due")));
  return { account, before, after: await loadAccess(ctx, account.id), waiting: row?.waiting ?? 0 };
}
