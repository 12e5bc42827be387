import type { Context } from "hono";
import { type AppEnv, clientAddress, limitRate } from "../platform/http/index.ts";
import type { AccountsContext } from "./context.ts";

/**
 * How often one address of the network, and one e-mail or user, may try. Both are counted in the database.
 * The count of an e-mail is generous on purpose: a stranger who guesses must not lock its owner out for long.
 */
const LIMITS = {
  signUp: { windowSeconds: 3600, perAddress: 60, perSubject: 10 },
  signIn: { windowSeconds: 60, perAddress: 30, perSubject: 10 },
  passwordReset: { windowSeconds: 3600, perAddress: 30, perSubject: 5 },
  passwordCheck: { windowSeconds: 60, perAddress: 30, perSubject: 10 },
  mailedToken: { windowSeconds: 60, perAddress: 30, perSubject: 30 },
} as const;

/** @throws Refusal 429. `subject` is an e-mail or user id. */
export async function limitAttempts(
  ctx: AccountsContext,
  c: Context<AppEnv>,
  act: keyof typeof LIMITS,
  subject: string,
): Promise<void> {
  const { windowSeconds, perAddress, perSubject } = LIMITS[act];
  await limitRate(ctx.db, ctx.clock(), windowSeconds, [
    { key: `${act}:address:${clientAddress(c, ctx.config.trustedProxyHops)}`, limit: perAddress },
    { key: `${act}:subject:${subject.toLowerCase()}`, limit: perSubject },
  ]);
}
