import { and, eq, ne } from "drizzle-orm";
import { withTx } from "../../platform/db/index.ts";
import { checkPassword } from "../check-password.ts";
import type { AccountsContext } from "../context.ts";
import { hashPassword } from "../hash-password.ts";
import type { SignedIn } from "../session/find-session.ts";
import { credentials, sessions } from "../tables.ts";

/** Sets a new password, signs every other device out and tells the owner. */
export async function changePassword(
  ctx: AccountsContext,
  { user, sessionId }: SignedIn,
  input: { currentPassword: string; newPassword: string },
): Promise<void> {
  await checkPassword(ctx, user.id, input.currentPassword);
  const password = await hashPassword(input.newPassword);
  await withTx(ctx.db, async (tx) => {
    await tx
      .update(credentials)
      .set({ password, updatedAt: ctx.clock() })
      .where(and(eq(credentials.userId, user.id), eq(credentials.providerId, "credential")));
    await tx.delete(sessions).where(and(eq(sessions.userId, user.id), ne(sessions.id, sessionId)));
  });
  await ctx.mailer.send({
    to: user.email,
    subject: "Your password was changed",
    text: `The password of your account was changed, and every other device was signed out.\n\nIf it was not you, set a new one now: ${ctx.config.publicUrl}/forgot-password\n`,
  });
}
