import { eq } from "drizzle-orm";
import { withTx } from "../../platform/db/index.ts";
import { Refusal } from "../../platform/errors/index.ts";
import type { AccountsContext } from "../context.ts";
import { redeemToken } from "../mailed-tokens.ts";
import { users } from "../tables.ts";

/**
 * Makes the address that the token stands for the user's, and tells the old address. Stripe customers are not touched:
 * an e-mail never links anybody to a customer.
 * @throws Refusal 400 for a dead link, 409 when the address has another account.
 */
export async function changeEmail(ctx: AccountsContext, token: string): Promise<void> {
  const { userId, email } = await redeemToken(ctx.db, { purpose: "change-email", token, now: ctx.clock() });
  const previous = await withTx(ctx.db, async (tx) => {
    const [holder] = await tx.select({ id: users.id }).from(users).where(eq(users.email, email));
    if (holder !== undefined && holder.id !== userId) throw new Refusal(409, "This e-mail already has an account");
    const [user] = await tx.select({ email: users.email }).from(users).where(eq(users.id, userId));
    await tx.update(users).set({ email, emailVerified: true, updatedAt: ctx.clock() }).where(eq(users.id, userId));
    return user?.email;
  });
  if (previous === undefined || previous === email) return;
  await ctx.mailer.send({
    to: previous,
    subject: "The e-mail address of your account was changed",
    text: `Your account at ${ctx.config.appName} now has another address. This one can't sign in any more.\n\nIf it was not you, answer this mail at once.\n`,
  });
}
