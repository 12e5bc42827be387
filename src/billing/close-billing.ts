import { eq } from "drizzle-orm";
import type { SubscriptionState } from "./access/snapshot.ts";
import { expireSession } from "./checkout/expire-session.ts";
import { loadUnpaidSessions } from "./checkout/session-rows.ts";
import type { BillingContext } from "./context.ts";
import { applyCorrection } from "./outbox/apply-correction.ts";
import { releaseLease, waitForLease } from "./reconcile/lease.ts";
import { reconcileUnderLease } from "./reconcile/reconcile-user.ts";
import { billingAccounts } from "./tables.ts";

/**
 * Ends all that could still charge a user whose account is about to be deleted: open sessions expire, subscriptions
 * are canceled now. Rejects, and the account stays, while Stripe can't be reached.
 */
export async function closeBilling(ctx: BillingContext, userId: string): Promise<void> {
  const lease = await waitForLease(ctx.db, userId);
  if (lease === null) return;
  try {
    for (const row of await loadUnpaidSessions(ctx.db, userId)) await expireSession(ctx, row);
    const { snapshot } = await reconcileUnderLease(ctx, lease, "account_deleted");
    const running = snapshot.subscriptions.filter(
      ({ status }) => status !== "canceled" && status !== "incomplete_expired",
    );
    for (const subscription of running) await endForGood(ctx, subscription);
    await ctx.db.update(billingAccounts).set({ closedAt: ctx.clock() }).where(eq(billingAccounts.userId, userId));
  } finally {
    await releaseLease(ctx.db, lease);
  }
}

/** Canceled alone, Stripe would leave its open invoices payable. */
async function endForGood(ctx: BillingContext, { subscriptionId, openInvoices }: SubscriptionState): Promise<void> {
  await ctx.stripe.subscriptions.cancel(subscriptionId);
  for (const { invoiceId } of openInvoices) {
    const correction = { kind: "void_invoice", invoiceId, why: "subscription_ended" } as const;
    await applyCorrection(ctx, correction, `account_deleted:${invoiceId}`);
  }
}
