import type { Access, Money, PlanId } from "../../contract/index.ts";
import { ACCESS_POLICY, isLive } from "../access/decide-access.ts";
import { chargesOf, hasOpenDispute, isRefunded, moneyLost, unpaidSince } from "../access/money.ts";
import type {
  ChargeState,
  DisputeStatus,
  Payer,
  PaymentState,
  Snapshot,
  SubscriptionState,
} from "../access/snapshot.ts";
import type { Notice } from "./tasks.ts";

/** A user's billing at one moment, and what followed for access. */
export type BillingMoment = Readonly<{ snapshot: Snapshot; access: Access }>;

/**
 * What the customer should hear of the way from one moment to the next. Pure.
 * @param givenBack charges that we refund because they paid for something twice: no purchase, but a refund
 */
export function decideNotices(
  before: BillingMoment,
  after: BillingMoment,
  givenBack: ReadonlySet<string>,
): readonly Notice[] {
  const told = [
    ...tellPayments(before.snapshot, after.snapshot, givenBack),
    ...tellSubscriptions(before, after, givenBack),
    ...tellMoneyBack(before.snapshot, after.snapshot, givenBack),
    ...tellDisputes(before.snapshot, after.snapshot),
  ];
  // A mail about money that went back says itself that access is over.
  return told.some(({ kind }) => SAYS_THE_END.includes(kind))
    ? told
    : [...told, ...tellEnd(before.access, after.access)];
}

const SAYS_THE_END: readonly Notice["kind"][] = ["refund", "dispute_opened", "dispute_closed"];

function tellPayments(before: Snapshot, after: Snapshot, givenBack: ReadonlySet<string>): Notice[] {
  const had = new Set(before.payments.filter(({ status }) => status !== "unpaid").map(({ sessionId }) => sessionId));
  return after.payments.filter(isBought).flatMap((payment): Notice[] => {
    const { sessionId, charge, plan, paidBy: by } = payment;
    if (had.has(sessionId) || (charge !== null && givenBack.has(charge.chargeId))) return [];
    // One that is not paid is canceled at once, and says so by itself.
    const weekly = after.subscriptions.find(
      (each) => isLive(each) && each.status !== "past_due" && each.paidBy === "owner",
    );
    const weeklyEnds = weekly === undefined ? null : toText(weekly.currentPeriodEnd);
    return [{ kind: "purchase", by, plan, total: totalOf(charge), renewal: null, periodEnd: null, weeklyEnds }];
  });
}

function isBought({ status, charge }: PaymentState): boolean {
  return status !== "unpaid" && moneyLost(charge) === null;
}

function tellSubscriptions(before: BillingMoment, after: BillingMoment, givenBack: ReadonlySet<string>): Notice[] {
  const earlier = new Map(before.snapshot.subscriptions.map((each) => [each.subscriptionId, each]));
  return after.snapshot.subscriptions.flatMap((now): Notice[] => {
    const was = earlier.get(now.subscriptionId);
    if (!isLive(now) || (now.latestCharge !== null && givenBack.has(now.latestCharge.chargeId))) return [];
    // One whose first payment was still awaited had not been bought yet.
    if (was === undefined || was.status === "incomplete") return [tellPurchase(now)];
    return [...tellPaymentTrouble(was, now), ...tellRenewal(was, now, after)];
  });
}

function tellPurchase(subscription: SubscriptionState): Notice {
  const { plan, latestCharge, currentPeriodEnd, paidBy: by } = subscription;
  const [renewal, periodEnd] = [renewalOf(subscription), toText(currentPeriodEnd)];
  return { kind: "purchase", by, plan, total: totalOf(latestCharge), renewal, periodEnd, weeklyEnds: null };
}

function tellPaymentTrouble(was: SubscriptionState, now: SubscriptionState): Notice[] {
  if (now.status === "past_due" && was.status !== "past_due") return [tellFailure(now)];
  const recovered = was.status === "past_due" && now.status === "active" && now.latestInvoice?.status === "paid";
  return recovered ? [{ kind: "payment_recovered", periodEnd: toText(now.currentPeriodEnd) }] : [];
}

function tellFailure(subscription: SubscriptionState): Notice {
  const { currency, latestInvoice, renewalAmount } = subscription;
  return {
    kind: "renewal_failed",
    due: { amount: latestInvoice?.amountRemaining ?? renewalAmount, currency },
    accessUntil: toText(unpaidSince(subscription) + ACCESS_POLICY.pastDueGrace),
    nextAttempt: latestInvoice?.nextAttemptAt ? toText(latestInvoice.nextAttemptAt) : null,
  };
}

function tellRenewal(was: SubscriptionState, now: SubscriptionState, after: BillingMoment): Notice[] {
  if (was.cancelAtPeriodEnd === now.cancelAtPeriodEnd) return [];
  const periodEnd = toText(now.currentPeriodEnd);
  if (!now.cancelAtPeriodEnd) return [{ kind: "resumed", renewal: renewalOf(now), periodEnd }];
  // The mails about lifetime and about a dispute say themselves that the week does not renew.
  if (after.access.plan === "one-time" || chargesOf(now).some(hasOpenDispute)) return [];
  return [{ kind: "canceled", accessUntil: periodEnd }];
}

function tellMoneyBack(before: Snapshot, after: Snapshot, givenBack: ReadonlySet<string>): Notice[] {
  const refunded = new Map(allCharges(before).map(({ charge }) => [charge.chargeId, charge.amountRefunded]));
  const told = allCharges(after).flatMap(({ charge, plan, by, isLatest, renews }): Notice[] => {
    const change = charge.amountRefunded - (refunded.get(charge.chargeId) ?? 0);
    if (change < 0) return [{ kind: "refund_failed", total: { amount: -change, currency: charge.currency } }];
    if (change === 0) return [];
    const because = givenBack.has(charge.chargeId) ? "duplicate" : "other";
    const money = { amount: change, currency: charge.currency };
    const full = isRefunded(charge);
    return [{ kind: "refund", by, refunded: money, full, plan, because, ends: full && (isLatest || !renews) }];
  });
  return [...told, ...tellFailedRefundsOfEarlierWeeks(before, after)];
}

/** The charge of an earlier week is kept only while something of it is given back: gone, its refund has failed. */
function tellFailedRefundsOfEarlierWeeks(before: Snapshot, after: Snapshot): Notice[] {
  const kept = new Set(allCharges(after).map(({ charge }) => charge.chargeId));
  const known = new Set(after.subscriptions.map(({ subscriptionId }) => subscriptionId));
  return before.subscriptions
    .filter(({ subscriptionId }) => known.has(subscriptionId))
    .flatMap(chargesOf)
    .filter(({ chargeId, amountRefunded }) => amountRefunded > 0 && !kept.has(chargeId))
    .map(({ amountRefunded: amount, currency }) => ({ kind: "refund_failed", total: { amount, currency } }));
}

function tellDisputes(before: Snapshot, after: Snapshot): Notice[] {
  const known = new Map(
    allCharges(before).flatMap(({ charge }) => charge.disputes.map((d) => [d.disputeId, d.status])),
  );
  return allCharges(after).flatMap((disputed) =>
    disputed.charge.disputes.flatMap(({ disputeId, status }) => tellDispute(known.get(disputeId), status, disputed)),
  );
}

const CLOSED = { won: "won", lost: "lost", warning_closed: "inquiry_closed" } as const;

function tellDispute(was: DisputeStatus | undefined, now: DisputeStatus, { charge, by, renews }: PaidCharge): Notice[] {
  if (was === now) return [];
  const total = totalOf(charge);
  if (now === "won" || now === "lost" || now === "warning_closed") {
    return [{ kind: "dispute_closed", by, total, outcome: CLOSED[now] }];
  }
  const inquiry = isInquiry(now);
  const grew = was === undefined || (isInquiry(was) && !inquiry);
  return grew ? [{ kind: "dispute_opened", by, total, inquiry, stopsRenewal: renews && !inquiry }] : [];
}

function isInquiry(status: DisputeStatus): boolean {
  return status.startsWith("warning_");
}

function tellEnd(before: Access, after: Access): Notice[] {
  if (!before.granted || after.granted) return [];
  return [{ kind: "access_ended", plan: before.plan, reason: after.reason }];
}

type PaidCharge = Readonly<{
  charge: ChargeState;
  plan: PlanId;
  by: Payer;
  /** It pays for what runs now, and not for an earlier week. */
  isLatest: boolean;
  /** A subscription hangs on it that would go on. */
  renews: boolean;
}>;

function allCharges({ payments, subscriptions }: Snapshot): PaidCharge[] {
  return [
    ...payments.flatMap(({ charge, plan, paidBy: by }) =>
      charge === null ? [] : { charge, plan, by, isLatest: true, renews: false },
    ),
    ...subscriptions.flatMap((each) =>
      chargesOf(each).map((charge) => {
        const isLatest = charge.chargeId === each.latestCharge?.chargeId;
        return { charge, plan: each.plan, by: each.paidBy, isLatest, renews: isLive(each) };
      }),
    ),
  ];
}

function renewalOf({ renewalAmount, currency }: SubscriptionState): Money {
  return { amount: renewalAmount, currency };
}

function totalOf(charge: ChargeState): Money;
function totalOf(charge: ChargeState | null): Money | null;
function totalOf(charge: ChargeState | null): Money | null {
  return charge === null ? null : { amount: charge.amount, currency: charge.currency };
}

function toText(instant: number): string {
  return new Date(instant).toISOString();
}
