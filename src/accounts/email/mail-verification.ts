import type { AccountsContext } from "../context.ts";
import { issueToken } from "../mailed-tokens.ts";

const DAY_SECONDS = 86_400;

/** Mails the link that proves that the address is the user's. Nothing waits for it: an unproven address can buy. */
export async function mailVerification(ctx: AccountsContext, user: { id: string; email: string }): Promise<void> {
  const { id: userId, email } = user;
  const token = await issueToken(ctx.db, {
    purpose: "verify-email",
    userId,
    email,
    now: ctx.clock(),
    lifeSeconds: DAY_SECONDS,
  });
  await ctx.mailer.send({
    to: email,
    subject: "Confirm your e-mail address",
    text: `Confirm that this address is yours, so that you can always get back into your account:\n\n${ctx.config.publicUrl}/confirm-email?token=${token}\n\nThe link works for one day.\n`,
  });
}
