import { and, eq } from "drizzle-orm";
import type { CheckoutProgress } from "../../contract/index.ts";
import { notFound } from "../../platform/errors/index.ts";
import { loadAccess } from "../access/load-access.ts";
import type { BillingContext } from "../context.ts";
import { reconcileUser } from "../reconcile/reconcile-user.ts";
import { billingAccounts, checkoutSessions } from "../tables.ts";

/**
 * What became of the user's checkout. Fetches from Stripe unless it is known to be over, so that access does not wait
 * for the webhook.
 * @throws Refusal 404 when the session is not the user's.
 */
export async function refreshCheckout(
  ctx: BillingContext,
  userId: string,
  sessionId: string,
): Promise<CheckoutProgress> {
  const before = await loadSession(ctx, userId, sessionId);
  const access = await loadAccess(ctx, userId);
  if (isOver(before.state) && access.granted) return { state: "complete", planId: before.planId, access };
  await reconcileUser(ctx, userId, "success_page");
  const after = await loadSession(ctx, userId, sessionId);
  return { state: progressOf(after, sessionId), planId: after.planId, access: await loadAccess(ctx, userId) };
}

async function loadSession(ctx: BillingContext, userId: string, sessionId: string) {
  const [row] = await ctx.db
    .select({ state: checkoutSessions.state, planId: checkoutSessions.planId, snapshot: billingAccounts.snapshot })
    .from(checkoutSessions)
    .leftJoin(billingAccounts, eq(billingAccounts.userId, checkoutSessions.userId))
    .where(and(eq(checkoutSessions.stripeSessionId, sessionId), eq(checkoutSessions.userId, userId)));
  if (row === undefined) throw notFound();
  return row;
}

function isOver(state: string): boolean {
  return state === "complete";
}

type Row = Awaited<ReturnType<typeof loadSession>>;

function progressOf({ state, snapshot }: Row, sessionId: string): CheckoutProgress["state"] {
  const payment = snapshot?.payments.find((each) => each.sessionId === sessionId);
  if (state === "complete") return payment?.status === "unpaid" ? "processing" : "complete";
  return state === "open" || state === "creating" ? "open" : "expired";
}
