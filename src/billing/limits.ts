import type { Context } from "hono";
import { type AppEnv, clientAddress } from "../platform/http/index.ts";
import type { BillingContext } from "./context.ts";

const WINDOW_SECONDS = 60;

/** Requests a minute that a person never reaches. Counted by network address and by user, in the database. */
export const BILLING_LIMITS = {
  checkout: { perAddress: 120, perUser: 60 },
  refresh: { perAddress: 600, perUser: 120 },
  // Apart from the rest, so that nothing keeps anybody from canceling.
  cancellation: { perAddress: 600, perUser: 60 },
} as const;

/**
 * @param subject whom the request speaks for. What strangers do for a user is counted apart, so that nobody can use up
 * the user's own.
 * @throws Refusal 429 with Retry-After
 */
export async function limitBilling(
  ctx: BillingContext,
  c: Context<AppEnv>,
  act: keyof typeof BILLING_LIMITS,
  subject: `user:${string}` | `guest-of:${string}`,
): Promise<void> {
  const { perAddress, perUser } = ctx.limits?.[act] ?? BILLING_LIMITS[act];
  await ctx.limitRate(ctx.clock(), WINDOW_SECONDS, [
    { key: `${act}:address:${clientAddress(c, ctx.config.trustedProxyHops)}`, limit: perAddress },
    { key: `${act}:${subject}`, limit: perUser },
  ]);
}
