import type { Billing, BillingSubscription, Money, SubscriptionPhase } from "../../contract/index.ts";
import { ACCESS_POLICY, decideAccess, isLive } from "../access/decide-access.ts";
import { chargesOf, hasOpenDispute, moneyLost, unpaidSince } from "../access/money.ts";
import type { Entitlements, Instant, SubscriptionState } from "../access/snapshot.ts";

/** What a customer is shown of her billing at the moment `now`. Pure. `own`: the Stripe customers that are hers. */
export function describeBilling(entitlements: Entitlements, own: readonly string[], now: Instant): Billing {
  const { payments, subscriptions } = entitlements;
  const bought = payments.filter(({ status, charge }) => status !== "unpaid" && moneyLost(charge) === null);
  const since = bought.map(({ completedAt }) => completedAt);
  const shown = subscriptions.find(isLive) ?? subscriptions.find(({ status }) => status === "unpaid") ?? null;
  const hasLifetime = since.length > 0;
  return {
    access: decideAccess(entitlements, now),
    subscription: shown === null ? null : describeSubscription(shown, { own, hasLifetime, now }),
    lifetimeSince: hasLifetime ? toText(Math.min(...since)) : null,
    paidByGuest: shown?.paidBy === "guest",
    hasPortal: own.length > 0,
  };
}

type About = Readonly<{ own: readonly string[]; hasLifetime: boolean; now: Instant }>;

function describeSubscription(subscription: SubscriptionState, about: About): BillingSubscription {
  const { currency, currentPeriodEnd, openInvoices, renewalAmount } = subscription;
  const phase = phaseOf(subscription);
  // The newest one counts for Stripe: paying it ends the trouble.
  const open = phase === "past_due" || phase === "unpaid" ? openInvoices.at(-1) : undefined;
  const money = (amount: number): Money => ({ amount, currency });
  return {
    phase,
    renewal: phase === "active" ? money(renewalAmount) : null,
    periodEnd: toText(currentPeriodEnd),
    mayCancel: phase === "active" || phase === "past_due",
    mayResume: phase === "ending" && mayRenew(subscription, about),
    due: open ? money(open.amountRemaining) : null,
    nextAttempt: open?.nextAttemptAt ? toText(open.nextAttemptAt) : null,
    payUrl: open?.payUrl ?? null,
    graceEnd: phase === "past_due" ? toText(unpaidSince(subscription) + ACCESS_POLICY.pastDueGrace) : null,
  };
}

function phaseOf({ status, cancelAtPeriodEnd }: SubscriptionState): SubscriptionPhase {
  if (status === "unpaid") return "unpaid";
  if (status === "past_due") return "past_due";
  return cancelAtPeriodEnd ? "ending" : "active";
}

/** The same rules that refuse a resumption. */
function mayRenew(subscription: SubscriptionState, { own, hasLifetime, now }: About): boolean {
  const { currentPeriodEnd, customerId } = subscription;
  const disputed = chargesOf(subscription).some(hasOpenDispute);
  return !hasLifetime && own.includes(customerId) && now < currentPeriodEnd && !disputed;
}

function toText(instant: Instant): string {
  return new Date(instant).toISOString();
}
