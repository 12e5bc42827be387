import type { Context } from "hono";
import { findOperator, type SessionFinder } from "../../accounts/index.ts";
import { Refusal, signInNeeded } from "../../platform/errors/index.ts";
import type { AppEnv } from "../../platform/http/index.ts";
import type { BillingContext } from "../context.ts";
import type { Caller } from "./create-checkout-session.ts";

/**
 * Who asks for a checkout for `userId`: an operator's program (API key) may for anybody, a signed-in user for herself.
 * @throws Refusal 403 for somebody else's session, 401 for a guest when CHECKOUT_REQUIRE_SIGN_IN is set.
 */
export async function identifyCaller(
  ctx: BillingContext,
  find: SessionFinder,
  c: Context<AppEnv>,
  userId: string,
): Promise<Caller> {
  const operator = await findOperator(ctx.db, c.req.header("authorization"));
  if (operator !== null) return "owner";
  const signedIn = await find(c);
  if (signedIn === null && ctx.config.checkoutRequireSignIn) throw signInNeeded();
  if (signedIn === null) return "guest";
  if (signedIn.user.id !== userId) throw new Refusal(403, "userId does not match the signed-in user");
  return "owner";
}
