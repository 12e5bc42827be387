import { eq } from "drizzle-orm";
import type { Access } from "../../contract/index.ts";
import type { PlatformContext } from "../../platform/context.ts";
import { billingAccounts } from "../tables.ts";
import { decideAccess } from "./decide-access.ts";
import { EMPTY_SNAPSHOT } from "./snapshot.ts";

/** The user's access at this moment, from the last state fetched from Stripe. Stripe is not asked. */
export async function loadAccess(ctx: Pick<PlatformContext, "db" | "clock">, userId: string): Promise<Access> {
  const [account] = await ctx.db
    .select({ snapshot: billingAccounts.snapshot, closedAt: billingAccounts.closedAt })
    .from(billingAccounts)
    .where(eq(billingAccounts.userId, userId));
  if (account?.closedAt) return { granted: false, plan: null, until: null, reason: "account_deleted" };
  return decideAccess(account?.snapshot ?? EMPTY_SNAPSHOT, ctx.clock().getTime());
}
