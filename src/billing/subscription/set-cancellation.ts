import { and, eq } from "drizzle-orm";
import type { Access } from "../../contract/index.ts";
import { Refusal } from "../../platform/errors/index.ts";
import { decideAccess, isLive } from "../access/decide-access.ts";
import type { BillingContext } from "../context.ts";
import { releaseLease, waitForLease } from "../reconcile/lease.ts";
import { reconcileUnderLease } from "../reconcile/reconcile-user.ts";
import { billingCustomers } from "../tables.ts";

/**
 * Ends the user's subscription at the end of the paid week, or lets it renew again. Asked twice, it does no more than
 * asked once.
 * @throws Refusal 409 when no subscription renews (any more), or a stranger's card would be charged again.
 */
export async function setCancellation(ctx: BillingContext, userId: string, cancel: boolean): Promise<Access> {
  const lease = await waitForLease(ctx.db, userId);
  if (lease === null) throw new Refusal(409, "There is no subscription");
  try {
    const before = await reconcileUnderLease(ctx, lease, "cancellation");
    const running = before.subscriptions.filter(isLive);
    if (running.length === 0) throw new Refusal(409, "There is no subscription that renews");
    const others = running.filter((subscription) => subscription.cancelAtPeriodEnd !== cancel);
    if (!cancel) for (const { subscriptionId } of others) await refuseStrangersMoney(ctx, userId, subscriptionId);
    for (const { subscriptionId } of others) {
      await ctx.stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: cancel });
    }
    const fresh = { ...lease, snapshot: before };
    const after = others.length === 0 ? before : await reconcileUnderLease(ctx, fresh, cancel ? "canceled" : "resumed");
    return decideAccess(after, ctx.clock().getTime());
  } finally {
    await releaseLease(ctx.db, lease);
  }
}

/** Anybody may end what somebody else pays for the account; only the payer's own account may start it again. */
async function refuseStrangersMoney(ctx: BillingContext, userId: string, subscriptionId: string): Promise<void> {
  const { customer } = await ctx.stripe.subscriptions.retrieve(subscriptionId);
  const customerId = typeof customer === "string" ? customer : customer.id;
  const own = and(eq(billingCustomers.customerId, customerId), eq(billingCustomers.userId, userId));
  const [found] = await ctx.db.select({ customerId: billingCustomers.customerId }).from(billingCustomers).where(own);
  if (found === undefined)
    throw new Refusal(409, "Somebody else paid for this subscription, so it can't be resumed here");
}
