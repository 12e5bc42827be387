import { eq } from "drizzle-orm";
import type { AccountsContext } from "../context.ts";
import { mailVerification } from "../email/mail-verification.ts";
import { users } from "../tables.ts";

/**
 * Makes an account, or, when the address has one, mails its owner. Both take the same time and answer alike, so that
 * sign-up does not tell who is a customer here.
 */
export async function signUp(
  ctx: AccountsContext,
  input: { email: string; password: string; name?: string | undefined },
): Promise<void> {
  const { email, password } = input;
  const { user } = await ctx.auth.api.signUpEmail({ body: { email, password, name: input.name ?? "" } });
  // For a taken address the library answers with a made-up user, whose id is in no table.
  const [made] = await ctx.db.select({ id: users.id, email: users.email }).from(users).where(eq(users.id, user.id));
  if (made === undefined) return;
  ctx.log.info({ userId: made.id }, "signed up");
  mailVerification(ctx, made).catch((error) =>
    ctx.log.error({ err: error, userId: made.id }, "mail could not be sent"),
  );
}
