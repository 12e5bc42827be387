import Stripe from "stripe";
import type { BillingContext } from "../context.ts";
import { openAtStripe } from "./open-at-stripe.ts";
import { keyIsAlive, type SessionRow, updateSession } from "./session-rows.ts";

/**
 * Makes sure that a session can't be paid any more. One whose creation was never confirmed is asked for first, under
 * its old key, since it may exist. Rejects when Stripe says that it was paid meanwhile: the caller's view is too old.
 */
export async function expireSession(ctx: BillingContext, row: SessionRow): Promise<void> {
  if (row.stripeSessionId === null && !keyIsAlive(row, ctx.clock())) {
    return await updateSession(ctx.db, row, { state: "failed" });
  }
  const sessionId = row.stripeSessionId ?? (await openAtStripe(ctx, row)).id;
  const expired = await expireAtStripe(ctx, sessionId);
  if (!expired) throw new Error(`session ${sessionId} could not be expired: it was completed meanwhile`);
  await updateSession(ctx.db, row, { state: "expired", stripeSessionId: sessionId });
}

/** False when it is complete. */
async function expireAtStripe(ctx: BillingContext, sessionId: string): Promise<boolean> {
  try {
    await ctx.stripe.checkout.sessions.expire(sessionId);
    return true;
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
    if (error.code === "resource_missing") return true;
    const session = await ctx.stripe.checkout.sessions.retrieve(sessionId);
    return session.status === "expired";
  }
}
