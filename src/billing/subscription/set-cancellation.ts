import type Stripe from "stripe";
import type { Access } from "../../contract/index.ts";
import { Refusal } from "../../platform/errors/index.ts";
import { decideAccess, isLive } from "../access/decide-access.ts";
import { chargesOf, hasOpenDispute } from "../access/money.ts";
import type { Snapshot, SubscriptionState } from "../access/snapshot.ts";
import type { BillingContext } from "../context.ts";
import { loadOwnCustomers } from "../own-customers.ts";
import { releaseLease, waitForLease } from "../reconcile/lease.ts";
import { reconcileUnderLease } from "../reconcile/reconcile-user.ts";

/**
 * Ends the user's subscription at the end of the paid week, or lets it renew again. Asked twice, it does no more than
 * asked once.
 * @throws Refusal 409 when no subscription renews (any more), or one must not renew again.
 */
export async function setCancellation(ctx: BillingContext, userId: string, cancel: boolean): Promise<Access> {
  const lease = await waitForLease(ctx.db, userId);
  if (lease === null) throw new Refusal(409, "There is no subscription");
  try {
    const before = await reconcileUnderLease(ctx, lease, "cancellation");
    const running = before.snapshot.subscriptions.filter(isLive);
    if (running.length === 0) throw new Refusal(409, "There is no subscription that renews");
    const others = running.filter(
      ({ cancelAtPeriodEnd, status }) => cancelAtPeriodEnd !== cancel || status === "past_due",
    );
    if (!cancel) refuseNeedlessRenewal(before.snapshot, ctx.clock());
    if (!cancel) await refuseStrangersMoney(ctx, userId, others);
    for (const subscription of others) await change(ctx.stripe, subscription, cancel);
    const after =
      others.length === 0 ? before : await reconcileUnderLease(ctx, before, cancel ? "canceled" : "resumed");
    return decideAccess(after.snapshot, ctx.clock().getTime());
  } finally {
    await releaseLease(ctx.db, lease);
  }
}

/** There is no paid week to run out when it is past due: canceled now, it is not charged any more. */
async function change(stripe: Stripe, { subscriptionId, status }: SubscriptionState, cancel: boolean): Promise<void> {
  if (cancel && status === "past_due") await stripe.subscriptions.cancel(subscriptionId);
  else await stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: cancel });
}

/** What would be stopped again at once must not be started: beside lifetime access, or while its money is disputed. */
function refuseNeedlessRenewal(snapshot: Snapshot, now: Date): void {
  if (decideAccess(snapshot, now.getTime()).plan === "one-time")
    throw new Refusal(409, "You already have lifetime access");
  const disputed = snapshot.subscriptions.some((each) => chargesOf(each).some(hasOpenDispute));
  if (disputed) throw new Refusal(409, "A payment is disputed: it can renew again once the bank has decided");
}

/** Anybody may end what somebody else pays for the account; only the payer's own account may start it again. */
async function refuseStrangersMoney(ctx: BillingContext, userId: string, resumed: readonly SubscriptionState[]) {
  const own = await loadOwnCustomers(ctx.db, userId);
  if (!resumed.every(({ customerId }) => own.includes(customerId)))
    throw new Refusal(409, "Somebody else paid for this subscription, so it can't be resumed here");
}
