import { eq, or } from "drizzle-orm";
import { users } from "../../accounts/index.ts";
import { Refusal } from "../../platform/errors/index.ts";
import type { BillingContext } from "../context.ts";
import { billingAccounts } from "../tables.ts";

/** `email` is null when the account was deleted: what it bought is kept under the bare id. */
export type Account = Readonly<{ id: string; email: string | null; createdAt: Date | null }>;

/**
 * The account that an operator names by its id or its e-mail address.
 * @throws Refusal 404 when there is none
 */
export async function findAccount({ db }: Pick<BillingContext, "db">, name: string): Promise<Account> {
  const [user] = await db
    .select({ id: users.id, email: users.email, createdAt: users.createdAt })
    .from(users)
    .where(or(eq(users.id, name), eq(users.email, name.toLowerCase())));
  if (user === undefined) throw new Refusal(404, `There is no account ${name}: give a user id or an e-mail address.`);
  return user;
}

/** Also an account that was deleted, by its id. */
export async function findAccountOrRemains(ctx: Pick<BillingContext, "db">, name: string): Promise<Account> {
  const [remains] = await ctx.db
    .select({ id: billingAccounts.userId, closedAt: billingAccounts.closedAt })
    .from(billingAccounts)
    .where(eq(billingAccounts.userId, name));
  return remains?.closedAt ? { id: remains.id, email: null, createdAt: null } : await findAccount(ctx, name);
}
