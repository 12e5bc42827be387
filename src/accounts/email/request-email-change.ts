import { checkPassword } from "../check-password.ts";
import type { AccountsContext } from "../context.ts";
import { issueToken } from "../mailed-tokens.ts";
import type { SignedIn } from "../session/find-session.ts";

const HOUR_SECONDS = 3600;

/**
 * Mails a link to the new address; the change happens when it is opened. Says nothing about whether the address has an
 * account already: that is told only to whoever can read its mail.
 */
export async function requestEmailChange(
  ctx: AccountsContext,
  user: SignedIn["user"],
  input: { email: string; password: string },
): Promise<void> {
  await checkPassword(ctx, user.id, input.password);
  const email = input.email.toLowerCase();
  const token = await issueToken(ctx.db, {
    purpose: "change-email",
    userId: user.id,
    email,
    now: ctx.clock(),
    lifeSeconds: HOUR_SECONDS,
  });
  await ctx.mailer.send({
    to: email,
    subject: "Confirm your new e-mail address",
    text: `Make this the address of your account:\n\n${ctx.config.publicUrl}/confirm-email-change?token=${token}\n\nThe link works for one hour. If you did not ask for this, ignore this mail.\n`,
  });
}
