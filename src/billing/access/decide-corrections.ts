import type { Correction } from "../outbox/tasks.ts";
import { decideAccess, isLive } from "./decide-access.ts";
import { chargesOf, hasLostDispute, hasOpenDispute, isRefunded, isSuspended, moneyLost } from "./money.ts";
import type { ChargeState, Instant, PaymentState, Snapshot, SubscriptionState } from "./snapshot.ts";

/**
 * What has to be put right at Stripe, from Stripe's state alone: bought twice, bought needlessly, given back, disputed.
 * Pure; once all of it is done and fetched again, the answer is empty.
 */
export function decideCorrections(snapshot: Snapshot, now: Instant): readonly Correction[] {
  const decided = [
    ...refundSecondPayments(snapshot),
    ...dropNeedlessSubscriptions(snapshot),
    ...stopBilling(snapshot, now),
    ...voidInvoicesOfEnded(snapshot),
  ];
  const canceled = new Set(decided.flatMap((each) => (each.kind === "cancel_subscription" ? each.subscriptionId : [])));
  const needed = decided.filter((each) => each.kind !== "end_subscription" || !canceled.has(each.subscriptionId));
  return [...new Map(needed.map((each) => [correctionId(each), each])).values()];
}

/** Names a correction by what it is about: the same one decided again has the same name. */
export function correctionId(correction: Correction): string {
  switch (correction.kind) {
    case "cancel_subscription":
    case "end_subscription":
      return `${correction.kind}:${correction.subscriptionId}`;
    case "refund_charge":
      return `${correction.kind}:${correction.chargeId}`;
    case "void_invoice":
      return `${correction.kind}:${correction.invoiceId}`;
  }
}

/** The oldest lifetime payment that stands is the purchase; whatever was paid again goes back. */
function refundSecondPayments({ payments }: Snapshot): Correction[] {
  return standingPayments(payments)
    .slice(1)
    .flatMap(({ charge }) => giveBack(charge));
}

/**
 * Of several subscriptions that bill, the oldest that is paid stays. One that was bought when lifetime access was there
 * already is as needless. Both are canceled at once and their money goes back.
 */
function dropNeedlessSubscriptions({ payments, subscriptions }: Snapshot): Correction[] {
  const lifetimeSince = standingPayments(payments)[0]?.completedAt ?? Number.POSITIVE_INFINITY;
  const live = subscriptions.filter(isLive).sort(byStanding);
  const [kept] = live.filter(({ createdAt }) => createdAt <= lifetimeSince);
  const needless = live.filter((subscription) => subscription !== kept);
  const stranded = live.length === 0 ? [] : subscriptions.filter(({ status }) => status === "unpaid");
  return [
    ...needless.flatMap(({ subscriptionId, latestCharge }) => [
      cancel(subscriptionId, "duplicate"),
      ...giveBack(latestCharge),
    ]),
    ...stranded.map(({ subscriptionId }) => cancel(subscriptionId, "duplicate")),
  ];
}

/** Reasons for a subscription to bill no more: lifetime access, its week given back, its money disputed. */
function stopBilling(snapshot: Snapshot, now: Instant): Correction[] {
  const hasLifetime = decideAccess(snapshot, now).plan === "one-time";
  return snapshot.subscriptions.flatMap((subscription): Correction[] => {
    const { subscriptionId, status, latestCharge } = subscription;
    if (!isLive(subscription) && status !== "unpaid") return [];
    const charges = chargesOf(subscription);
    if (latestCharge !== null && isRefunded(latestCharge)) return [cancel(subscriptionId, "week_refunded")];
    if (charges.some(hasLostDispute)) return [cancel(subscriptionId, "disputed")];
    if (charges.some(hasOpenDispute)) return stop(subscription, "disputed");
    if (hasLifetime) return stop(subscription, "lifetime_bought");
    return hasLostAWeek(subscription) ? [cancel(subscriptionId, "unpaid")] : [];
  });
}

/** A paid week is left to run out. Where nothing is paid there is nothing to run out. */
function stop(subscription: SubscriptionState, why: "lifetime_bought" | "disputed"): Correction[] {
  const { subscriptionId, status, cancelAtPeriodEnd } = subscription;
  if (status !== "active" && status !== "trialing") return [cancel(subscriptionId, why)];
  return cancelAtPeriodEnd ? [] : [{ kind: "end_subscription", subscriptionId, why }];
}

/** A week went by without being paid. To go on would be to charge for it, and for the next one too. */
function hasLostAWeek({ status, currentPeriodStart, openInvoices }: SubscriptionState): boolean {
  const isBehind = openInvoices.some(({ periodStart }) => periodStart < currentPeriodStart);
  return isBehind && (status === "past_due" || status === "unpaid");
}

/** Nobody shall pay for a week that can't come any more: Stripe leaves such an invoice payable. */
function voidInvoicesOfEnded({ subscriptions }: Snapshot): Correction[] {
  return subscriptions.flatMap(({ status, openInvoices }) =>
    status === "canceled"
      ? openInvoices.map(({ invoiceId }) => ({ kind: "void_invoice", invoiceId, why: "subscription_ended" }) as const)
      : [],
  );
}

function standingPayments(payments: readonly PaymentState[]): PaymentState[] {
  return payments
    .filter(({ status, charge }) => status !== "unpaid" && moneyLost(charge) === null)
    .sort((a, b) => a.completedAt - b.completedAt || compare(a.sessionId, b.sessionId));
}

/** Stripe refunds no charge that is disputed: the dispute itself gives the money back. */
function giveBack(charge: ChargeState | null): Correction[] {
  if (charge === null || charge.amountRefunded >= charge.amount || isSuspended(charge)) return [];
  return [{ kind: "refund_charge", chargeId: charge.chargeId, why: "duplicate" }];
}

function cancel(subscriptionId: string, why: Extract<Correction, { kind: "cancel_subscription" }>["why"]): Correction {
  return { kind: "cancel_subscription", subscriptionId, why };
}

/** Paid before unpaid, then the oldest. */
function byStanding(a: SubscriptionState, b: SubscriptionState): number {
  const unpaid = ({ status }: SubscriptionState) => (status === "past_due" ? 1 : 0);
  return unpaid(a) - unpaid(b) || a.createdAt - b.createdAt || compare(a.subscriptionId, b.subscriptionId);
}

/** Ids differ. */
function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}
