import { eq } from "drizzle-orm";
import Stripe from "stripe";
import { isReplayed } from "../ask-under-key.ts";
import type { BillingContext } from "../context.ts";
import { modeOf } from "../plans.ts";
import { billingCustomers } from "../tables.ts";
import { loadStripeIds, type SessionRow, updateSession } from "./session-rows.ts";

/** The customer of a checkout no longer exists at Stripe; the next checkout makes a new one. */
export class CustomerGone extends Error {
  override name = "CustomerGone";
}

/**
 * Asks Stripe for the session of a row, with the row's id as idempotency key: asked again after a lost answer, Stripe
 * gives the same session. The row is not changed.
 * @throws CustomerGone when asking once more, with another customer, will do.
 */
export async function openAtStripe(ctx: BillingContext, row: SessionRow): Promise<Stripe.Checkout.Session> {
  try {
    return await ctx.stripe.checkout.sessions.create(parametersOf(ctx, row), { idempotencyKey: row.id });
  } catch (error) {
    // Stripe keeps even a failure under its key. If it is one, the session may exist all the same: look for it.
    const made = isReplayed(error) ? await findMade(ctx, row) : null;
    if (made !== null) return made;
    if (isFinal(error)) await giveUp(ctx, row, error);
    throw error;
  }
}

/** Exactly what the contract says; `customer` only for the owner. */
function parametersOf(ctx: BillingContext, row: SessionRow): Stripe.Checkout.SessionCreateParams {
  const metadata = { userId: row.userId, planId: row.planId };
  const mode = modeOf(row.planId);
  return {
    mode,
    payment_method_types: ["card"],
    line_items: [{ price: row.priceId, quantity: 1 }],
    success_url: `${ctx.config.publicUrl}/subscription/success?session_id={CHECKOUT_SESSION_ID}`,
    cancel_url: `${ctx.config.publicUrl}/subscription?canceled=true`,
    client_reference_id: row.userId,
    metadata,
    ...(mode === "subscription" ? { subscription_data: { metadata } } : { payment_intent_data: { metadata } }),
    ...(row.customerId === null ? {} : { customer: row.customerId }),
  };
}

/** True when asking again with the same key can't help: Stripe has refused, or keeps a failure under the key. */
function isFinal(error: unknown): boolean {
  const refused =
    error instanceof Stripe.errors.StripeInvalidRequestError || error instanceof Stripe.errors.StripeIdempotencyError;
  return refused || isReplayed(error);
}

/** The session that a failed call made after all: the user's newest at Stripe that none of our rows has. */
async function findMade(ctx: BillingContext, row: SessionRow): Promise<Stripe.Checkout.Session | null> {
  const known = await loadStripeIds(ctx.db, row.userId);
  const since = Math.floor(row.createdAt.getTime() / 1000) - 60;
  for await (const session of ctx.stripe.checkout.sessions.list({ limit: 100 })) {
    if (session.created < since) break;
    const ours = session.metadata?.userId === row.userId && session.metadata.planId === row.planId;
    const customerId = typeof session.customer === "string" ? session.customer : (session.customer?.id ?? null);
    if (ours && session.status === "open" && customerId === row.customerId && !known.has(session.id)) return session;
  }
  return null;
}

async function giveUp(ctx: BillingContext, row: SessionRow, error: unknown): Promise<void> {
  await updateSession(ctx.db, row, { state: "failed" });
  const customerIsGone =
    error instanceof Stripe.errors.StripeInvalidRequestError &&
    error.code === "resource_missing" &&
    error.param === "customer";
  if (!customerIsGone || row.customerId === null) return;
  const gone = eq(billingCustomers.customerId, row.customerId);
  await ctx.db.update(billingCustomers).set({ deletedAt: ctx.clock() }).where(gone);
  throw new CustomerGone("the customer was deleted at Stripe", { cause: error });
}
