import type { Access } from "../../contract/index.ts";
import { withTx } from "../../platform/db/index.ts";
import { Refusal } from "../../platform/errors/index.ts";
import { loadAccess } from "../access/load-access.ts";
import type { BillingContext } from "../context.ts";
import { complimentaryGrants } from "../tables.ts";
import { type Account, findAccount } from "./find-account.ts";
import { isLiveOf, lockUser, requireWhoAndWhy } from "./grant-access.ts";

export type Revoked = Readonly<{
  account: Account;
  grants: readonly (typeof complimentaryGrants.$inferSelect)[];
  access: Access;
}>;

/**
 * Ends all live grants of a user. What was bought stays.
 * @throws Refusal 400 without who and why, 404 for an unknown account, 409 when nothing is given
 */
export async function revokeGrants(
  ctx: BillingContext,
  input: { user: string; by: string; reason: string },
): Promise<Revoked> {
  const now = ctx.clock();
  const { by, reason } = requireWhoAndWhy(input);
  const account = await findAccount(ctx, input.user);
  const grants = await withTx(ctx.db, async (tx) => {
    await lockUser(tx, account);
    return await tx
      .update(complimentaryGrants)
      .set({ revokedAt: now, revokedBy: by, revokeReason: reason })
      .where(isLiveOf(account.id, now))
      .returning();
  });
  if (grants.length === 0) throw new Refusal(409, `${account.email ?? account.id} has no access for nothing to end.`);
  return { account, grants, access: await loadAccess(ctx, account.id) };
}
