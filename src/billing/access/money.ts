import type { AccessReason } from "../../contract/index.ts";
import type { ChargeState, DisputeStatus, Instant, SubscriptionState } from "./snapshot.ts";

const OPEN: readonly DisputeStatus[] = ["needs_response", "under_review"];

/** Why a charge no longer stands for anything: disputed (open or lost) or refunded in full; null while it does. */
export function moneyLost(charge: ChargeState | null): Extract<AccessReason, "disputed" | "refunded"> | null {
  if (charge === null) return null;
  if (isSuspended(charge)) return "disputed";
  return isRefunded(charge) ? "refunded" : null;
}

/** A dispute is open or lost. Inquiries (`warning_*`) move no money. */
export function isSuspended(charge: ChargeState): boolean {
  return hasOpenDispute(charge) || hasLostDispute(charge);
}

export function hasOpenDispute(charge: ChargeState): boolean {
  return charge.disputes.some(({ status }) => OPEN.includes(status));
}

export function hasLostDispute(charge: ChargeState): boolean {
  return charge.disputes.some(({ status }) => status === "lost");
}

/** All of it was given back; a charge of nothing can't be. */
export function isRefunded(charge: ChargeState): boolean {
  return charge.amount > 0 && charge.amountRefunded >= charge.amount;
}

/** When the first week began that is not paid. Stripe begins further weeks while it still waits for that one. */
export function unpaidSince({ currentPeriodStart, openInvoices }: SubscriptionState): Instant {
  return Math.min(currentPeriodStart, ...openInvoices.map(({ periodStart }) => periodStart));
}

/** All charges that matter of a subscription, the latest first. */
export function chargesOf({ latestCharge, troubledCharges }: SubscriptionState): readonly ChargeState[] {
  return latestCharge === null ? troubledCharges : [latestCharge, ...troubledCharges];
}
