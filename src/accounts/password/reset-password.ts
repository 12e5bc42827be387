import { APIError } from "better-auth/api";
import { Refusal } from "../../platform/errors/index.ts";
import type { AccountsContext } from "../context.ts";

/**
 * Sets a new password with a mailed token; every device is signed out.
 * @throws Refusal 400 when the token is unknown, used or too old.
 */
export async function resetPassword(ctx: AccountsContext, input: { token: string; password: string }): Promise<void> {
  try {
    await ctx.auth.api.resetPassword({ body: { token: input.token, newPassword: input.password } });
  } catch (error) {
    if (!(error instanceof APIError) || error.statusCode >= 500) throw error;
    throw new Refusal(400, "This link was used already or is too old. Ask for a new one.", { cause: error });
  }
}
