import { and, eq } from "drizzle-orm";
import type { AccountsContext } from "../context.ts";
import { redeemToken } from "../mailed-tokens.ts";
import { users } from "../tables.ts";

/** Marks the address as proven, if it is still the user's. */
export async function verifyEmail(ctx: AccountsContext, token: string): Promise<void> {
  const { userId, email } = await redeemToken(ctx.db, { purpose: "verify-email", token, now: ctx.clock() });
  await ctx.db
    .update(users)
    .set({ emailVerified: true, updatedAt: ctx.clock() })
    .where(and(eq(users.id, userId), eq(users.email, email)));
}
