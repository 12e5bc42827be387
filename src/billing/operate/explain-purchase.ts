import type { Access } from "../../contract/index.ts";
import { chargesOf, hasOpenDispute, isSuspended, unpaidSince } from "../access/money.ts";
import type { ChargeState, ComplimentaryState, PaymentState, SubscriptionState } from "../access/snapshot.ts";
import { formatMoment } from "./format-moment.ts";

/** Why a lifetime payment gives access or not. `access`: what it gives by itself. */
export function explainPayment({ status, charge }: PaymentState, access: Access): string {
  switch (access.reason) {
    case "lifetime_paid":
      return status === "no_payment_required" ? "nothing was to be paid (a full discount)" : explainPaid(charge);
    case "payment_pending":
      return "the checkout is complete, but its payment has not succeeded yet";
    case "disputed":
      return explainDispute(charge === null ? [] : [charge]);
    case "refunded":
      return explainRefund(charge);
    default:
      return access.reason;
  }
}

/** Why a subscription gives access or not. `access`: what it gives by itself. */
export function explainSubscription(subscription: SubscriptionState, access: Access): string {
  const { status, currentPeriodEnd, endedAt, latestCharge } = subscription;
  const end = formatMoment(currentPeriodEnd);
  const until = access.until === null ? "" : formatMoment(access.until);
  switch (access.reason) {
    case "subscription_active":
      return `its week runs until ${until}, then it renews`;
    case "paid_period_left":
      return status === "canceled"
        ? `canceled because its week was to be given back, but the refund failed: paid until ${until}`
        : `it renews no more; paid until ${until}`;
    case "subscription_renewing":
      return `its week ended at ${end}; the renewal is awaited, until ${until}`;
    case "subscription_past_due":
      return `unpaid since ${formatMoment(unpaidSince(subscription))}; the time allowed for it ends at ${until}`;
    case "subscription_unpaid":
      return status === "past_due"
        ? `unpaid since ${formatMoment(unpaidSince(subscription))}; the time allowed for it is over`
        : `Stripe says ${status}: its renewal was not paid`;
    case "subscription_ended":
      return status === "canceled"
        ? `canceled, ended at ${formatMoment(endedAt ?? currentPeriodEnd)}`
        : `its week ended at ${end}, and no renewal was paid`;
    case "disputed":
      return explainDispute(chargesOf(subscription));
    case "refunded":
      return explainRefund(latestCharge);
    case "no_purchase":
      return "its first payment has not come";
    default:
      return access.reason;
  }
}

/** Why a gift gives access or not. */
export function explainComplimentary({ until }: ComplimentaryState): string {
  return until === null ? "given for nothing, without an end" : `given for nothing until ${formatMoment(until)}`;
}

function explainPaid(charge: ChargeState | null): string {
  if (charge === null) return "its payment stands";
  if (charge.amountRefunded > 0) return `${charge.chargeId} is paid; only a part of it was given back`;
  return `${charge.chargeId} is paid`;
}

function explainDispute(charges: readonly ChargeState[]): string {
  const charge = charges.find(isSuspended);
  if (charge === undefined) return "disputed";
  const said = charge.disputes.map(({ disputeId, status }) => `${disputeId} ${status}`).join(", ");
  const state = hasOpenDispute(charge) ? "is under dispute" : "was lost to a dispute";
  return `${charge.chargeId} ${state} (${said})`;
}

function explainRefund(charge: ChargeState | null): string {
  return charge === null ? "given back in full" : `${charge.chargeId} was given back in full`;
}
