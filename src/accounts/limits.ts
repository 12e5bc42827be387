import type { Context } from "hono";
import { type AppEnv, clientAddress } from "../platform/http/index.ts";
import type { AccountsContext } from "./context.ts";

/**
 * How often one address of the network, and one e-mail or user, may try. Both are counted in the database. Guesses at
 * an e-mail's password are counted for each network address, so that a stranger can't lock its owner out.
 */
const LIMITS = {
  signUp: { windowSeconds: 3600, perAddress: 60, perSubject: 10, apart: false },
  signIn: { windowSeconds: 60, perAddress: 30, perSubject: 10, apart: true },
  passwordReset: { windowSeconds: 3600, perAddress: 30, perSubject: 5, apart: false },
  passwordCheck: { windowSeconds: 60, perAddress: 30, perSubject: 10, apart: false },
  mailedToken: { windowSeconds: 60, perAddress: 30, perSubject: 30, apart: false },
} as const;

/** @throws Refusal 429. `subject` is an e-mail or user id. */
export async function limitAttempts(
  ctx: AccountsContext,
  c: Context<AppEnv>,
  act: keyof typeof LIMITS,
  subject: string,
): Promise<void> {
  const { windowSeconds, perAddress, perSubject, apart } = LIMITS[act];
  const address = clientAddress(c, ctx.config.trustedProxyHops);
  await ctx.limitRate(ctx.clock(), windowSeconds, [
    { key: `${act}:address:${address}`, limit: perAddress },
    { key: `${act}:subject:${subject.toLowerCase()}${apart ? `:${address}` : ""}`, limit: perSubject },
  ]);
}
