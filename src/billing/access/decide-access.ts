import type { Access, AccessReason, PlanId } from "../../contract/index.ts";
import { isSuspended, moneyLost, unpaidSince } from "./money.ts";
import type { ComplimentaryState, Entitlements, Instant, PaymentState, SubscriptionState } from "./snapshot.ts";

/** How long access outlives the money. Milliseconds. */
export type AccessPolicy = Readonly<{
  /** After an unpaid period began. */
  pastDueGrace: number;
  /** After a period ended whose renewal has not been fetched yet. */
  renewalGrace: number;
}>;

const HOUR = 3_600_000;
export const ACCESS_POLICY: AccessPolicy = { pastDueGrace: 72 * HOUR, renewalGrace: 2 * HOUR };

type Verdict = Readonly<{ granted: boolean; plan: PlanId | null; until: Instant | null; reason: AccessReason }>;

/** Refusals from the most to the least telling: what a customer is told when nothing grants. */
const TELLING: readonly AccessReason[] = [
  "disputed",
  "refunded",
  "payment_pending",
  "subscription_unpaid",
  "subscription_ended",
];

/**
 * Whether the state at Stripe gives access at the moment `now`. Pure, and asked at read time, so that nothing has to
 * happen for access to end. Lifetime goes before a subscription, and of several subscriptions the longest counts.
 */
export function decideAccess(entitlements: Entitlements, now: Instant, policy: AccessPolicy = ACCESS_POLICY): Access {
  const { payments, subscriptions, complimentary = [] } = entitlements;
  const verdicts = [
    ...payments.map(judgePayment),
    ...subscriptions.map((subscription) => judgeSubscription(subscription, now, policy)),
    ...complimentary.map((grant) => judgeComplimentary(grant, now)),
  ];
  const grant = verdicts.filter((verdict) => verdict.granted).sort(byLength)[0];
  const verdict = grant ?? refuse(verdicts);
  return { ...verdict, until: verdict.until === null ? null : new Date(verdict.until).toISOString() };
}

/**
 * True for a subscription that bills: another one must not be sold beside it. One whose first payment never came
 * (`incomplete`) does not bill, and must not keep anybody from buying.
 */
export function isLive(subscription: SubscriptionState): boolean {
  return ["trialing", "active", "past_due"].includes(subscription.status);
}

function judgePayment(payment: PaymentState): Verdict {
  if (payment.status === "unpaid") return no("payment_pending");
  const lost = moneyLost(payment.charge);
  if (lost) return no(lost);
  return { granted: true, plan: payment.plan, until: null, reason: "lifetime_paid" };
}

function judgeSubscription(subscription: SubscriptionState, now: Instant, policy: AccessPolicy): Verdict {
  if (subscription.troubledCharges.some(isSuspended)) return no("disputed");
  const lost = moneyLost(subscription.latestCharge);
  if (lost) return no(lost);
  switch (subscription.status) {
    case "active":
    case "trialing":
      return judgePaidPeriod(subscription, now, policy);
    case "past_due":
      return judgePastDue(subscription, now, policy);
    case "unpaid":
    case "paused":
      return no("subscription_unpaid");
    case "canceled":
      return judgeCanceled(subscription, now);
    // The first payment never came, or not yet: nothing was bought.
    case "incomplete":
    case "incomplete_expired":
      return no("no_purchase");
  }
}

function judgePaidPeriod(subscription: SubscriptionState, now: Instant, policy: AccessPolicy): Verdict {
  const { plan, currentPeriodEnd, cancelAtPeriodEnd } = subscription;
  if (now < currentPeriodEnd) {
    return {
      granted: true,
      plan,
      until: currentPeriodEnd,
      reason: cancelAtPeriodEnd ? "paid_period_left" : "subscription_active",
    };
  }
  const until = currentPeriodEnd + policy.renewalGrace;
  if (cancelAtPeriodEnd || now >= until) return no("subscription_ended");
  return { granted: true, plan, until, reason: "subscription_renewing" };
}

function judgePastDue(subscription: SubscriptionState, now: Instant, policy: AccessPolicy): Verdict {
  const until = unpaidSince(subscription) + policy.pastDueGrace;
  if (now >= until) return no("subscription_unpaid");
  return { granted: true, plan: subscription.plan, until, reason: "subscription_past_due" };
}

/** A week that was to be given back and was not, because the refund failed, is still the buyer's. */
function judgeCanceled(subscription: SubscriptionState, now: Instant): Verdict {
  const { plan, canceledForRefund, latestCharge, currentPeriodEnd: until } = subscription;
  if (!canceledForRefund || latestCharge === null || now >= until) return no("subscription_ended");
  return { granted: true, plan, until, reason: "paid_period_left" };
}

function judgeComplimentary({ until }: ComplimentaryState, now: Instant): Verdict {
  if (until !== null && now >= until) return no("no_purchase");
  return { granted: true, plan: null, until, reason: "complimentary" };
}

function no(reason: AccessReason): Verdict {
  return { granted: false, plan: null, until: null, reason };
}

function refuse(verdicts: readonly Verdict[]): Verdict {
  const reasons = new Set(verdicts.map((verdict) => verdict.reason));
  return no(TELLING.find((reason) => reasons.has(reason)) ?? "no_purchase");
}

/** Longest first; a grant without an end (lifetime) before all. */
function byLength(a: Verdict, b: Verdict): number {
  return (b.until ?? Number.MAX_SAFE_INTEGER) - (a.until ?? Number.MAX_SAFE_INTEGER);
}
