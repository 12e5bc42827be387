import type { Billing, BillingSubscription, Money, SubscriptionPhase } from "../../contract/index.ts";
import { ACCESS_POLICY, decideAccess, isLive } from "../access/decide-access.ts";
import { hasOpenDispute, moneyLost } from "../access/money.ts";
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
    hasPortal: own.length > 0,
  };
}

type About = Readonly<{ own: readonly string[]; hasLifetime: boolean; now: Instant }>;

function describeSubscription(subscription: SubscriptionState, about: About): BillingSubscription {
  const { currency, currentPeriodEnd, currentPeriodStart, latestInvoice, renewalAmount } = subscription;
  const phase = phaseOf(subscription);
  const isOpen = latestInvoice?.status === "open" && (phase === "past_due" || phase === "unpaid");
  const money = (amount: number): Money => ({ amount, currency });
  return {
    phase,
    renewal: phase === "active" ? money(renewalAmount) : null,
    periodEnd: toText(currentPeriodEnd),
    mayCancel: phase === "active" || phase === "past_due",
    mayResume: phase === "ending" && mayRenew(subscription, about),
    due: isOpen ? money(latestInvoice.amountRemaining) : null,
    nextAttempt: isOpen && latestInvoice.nextAttemptAt !== null ? toText(latestInvoice.nextAttemptAt) : null,
    payUrl: isOpen ? latestInvoice.payUrl : null,
    graceEnd: phase === "past_due" ? toText(currentPeriodStart + ACCESS_POLICY.pastDueGrace) : null,
  };
}

function phaseOf({ status, cancelAtPeriodEnd }: SubscriptionState): SubscriptionPhase {
  if (status === "unpaid") return "unpaid";
  if (status === "past_due") return "past_due";
  return cancelAtPeriodEnd ? "ending" : "active";
}

/** The same rules that refuse a resumption. */
function mayRenew(subscription: SubscriptionState, { own, hasLifetime, now }: About): boolean {
  const { currentPeriodEnd, customerId, latestCharge, troubledCharges } = subscription;
  const charges = latestCharge === null ? troubledCharges : [latestCharge, ...troubledCharges];
  return !hasLifetime && own.includes(customerId) && now < currentPeriodEnd && !charges.some(hasOpenDispute);
}

function toText(instant: Instant): string {
  return new Date(instant).toISOString();
}
