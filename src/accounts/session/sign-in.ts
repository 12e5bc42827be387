import { APIError } from "better-auth/api";
import { Refusal } from "../../platform/errors/index.ts";
import type { AccountsContext } from "../context.ts";

/**
 * Makes a new session. Resolves to the Set-Cookie header that carries it; the token itself goes nowhere else.
 * @throws Refusal 401 in the same words for a wrong password and an unknown address.
 */
export async function signIn(ctx: AccountsContext, input: { email: string; password: string }, request: Headers) {
  try {
    const { headers, response } = await ctx.auth.api.signInEmail({
      body: input,
      headers: new Headers({ "user-agent": request.get("user-agent") ?? "" }),
      returnHeaders: true,
    });
    ctx.log.info({ userId: response.user.id }, "signed in");
    return { setCookie: headers.getSetCookie(), userId: response.user.id };
  } catch (error) {
    if (!(error instanceof APIError) || error.statusCode >= 500) throw error;
    throw new Refusal(401, "E-mail or password is not right", { cause: error });
  }
}
