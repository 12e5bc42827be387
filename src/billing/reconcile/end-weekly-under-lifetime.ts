import { decideAccess } from "../access/decide-access.ts";
import type { Snapshot } from "../access/snapshot.ts";
import type { BillingContext } from "../context.ts";

/**
 * Nobody pays by the week for what is theirs for good: a subscription beside lifetime access ends with its paid week.
 * One that could not be charged is canceled at once.
 * @returns true when something was changed at Stripe, so that the snapshot is old.
 */
export async function endWeeklyUnderLifetime(ctx: BillingContext, snapshot: Snapshot): Promise<boolean> {
  const access = decideAccess(snapshot, ctx.clock().getTime());
  if (access.plan !== "one-time") return false;
  const renewing = snapshot.subscriptions.filter(
    ({ status, cancelAtPeriodEnd }) => ["active", "trialing"].includes(status) && !cancelAtPeriodEnd,
  );
  const unpaid = snapshot.subscriptions.filter(({ status }) => status === "past_due" || status === "unpaid");
  for (const { subscriptionId } of renewing) {
    await ctx.stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: true });
  }
  for (const { subscriptionId } of unpaid) await ctx.stripe.subscriptions.cancel(subscriptionId);
  return renewing.length + unpaid.length > 0;
}
