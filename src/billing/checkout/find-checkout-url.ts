import { eq } from "drizzle-orm";
import { notFound } from "../../platform/errors/index.ts";
import type { BillingContext } from "../context.ts";
import { checkoutSessions } from "../tables.ts";

const STRIPE_CHECKOUT = "https://checkout.stripe.com";

/**
 * Where a session of ours is paid: an address of Stripe's, or of the configured double. Null when it can't be paid any
 * more.
 * @throws Refusal 404 for a session that we did not make.
 */
export async function findCheckoutUrl(ctx: BillingContext, sessionId: string): Promise<string | null> {
  const [row] = await ctx.db
    .select({ url: checkoutSessions.stripeUrl, state: checkoutSessions.state })
    .from(checkoutSessions)
    .where(eq(checkoutSessions.stripeSessionId, sessionId));
  if (row === undefined) throw notFound();
  if (row.state !== "open" || row.url === null) return null;
  const origin = new URL(row.url).origin;
  if (origin !== STRIPE_CHECKOUT && origin !== ctx.config.stripe.apiBase)
    throw notFound(`foreign checkout origin ${origin}`);
  return row.url;
}
