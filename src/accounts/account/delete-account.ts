import { eq, inArray, or } from "drizzle-orm";
import { withTx } from "../../platform/db/index.ts";
import { checkPassword } from "../check-password.ts";
import type { AccountsContext } from "../context.ts";
import type { SignedIn } from "../session/find-session.ts";
import { users, verifications } from "../tables.ts";

/** Deletes the account for good. Billing ends first: nobody may be charged for an account that is gone. */
export async function deleteAccount(ctx: AccountsContext, user: SignedIn["user"], password: string): Promise<void> {
  await checkPassword(ctx, user.id, password);
  for (const end of ctx.hooks.beforeDelete) await end(user.id);
  await withTx(ctx.db, async (tx) => {
    const identifiers = [`verify-email:${user.id}`, `change-email:${user.id}`];
    await tx
      .delete(verifications)
      .where(or(inArray(verifications.identifier, identifiers), eq(verifications.value, user.id)));
    await tx.delete(users).where(eq(users.id, user.id)); // Sessions and credentials go with it.
  });
  ctx.log.info({ userId: user.id }, "account deleted");
}
