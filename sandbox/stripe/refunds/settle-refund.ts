import type Stripe from "stripe";
import { buildBalanceTransaction } from "../objects/build-balance-transaction.ts";
import type { Context } from "../protocol/context.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { changeRow } from "../store/change-row.ts";
import { announceRefund } from "./announce-refund.ts";
import { recountRefunds } from "./recount-refunds.ts";

export const FAILURE_REASONS = [
  "charge_for_pending_refund_disputed",
  "declined",
  "expired_or_canceled_card",
  "insufficient_funds",
  "lost_or_stolen_card",
  "merchant_request",
  "unknown",
] as const;

export const REFUND_OUTCOMES = ["canceled", "failed", "requires_action", "succeeded"] as const;

export interface RefundOutcome {
  status: (typeof REFUND_OUTCOMES)[number];
  failure_reason?: (typeof FAILURE_REASONS)[number];
}

/** Where a refund can still go; even one that succeeded may be sent back by the bank. */
const NEXT: Record<string, readonly RefundOutcome["status"][]> = {
  pending: ["canceled", "failed", "requires_action", "succeeded"],
  requires_action: ["canceled", "failed", "succeeded"],
  succeeded: ["failed"],
};

/** The bank's answer to a refund. When it fails or is canceled, the money comes back and the charge counts it no more. */
export function settleRefund(ctx: Context, refund: Stripe.Refund, outcome: RefundOutcome): Stripe.Refund {
  const { status } = outcome;
  if (!NEXT[refund.status ?? ""]?.includes(status)) {
    throw invalidRequest(`This refund is ${refund.status} and cannot become ${status}.`, "status");
  }
  const patch: Partial<Stripe.Refund> = { status };
  if (status === "failed") patch.failure_reason = outcome.failure_reason ?? "unknown";
  if (status === "failed" || status === "canceled") {
    const back = buildBalanceTransaction(ctx.now, "refund_failure", refund);
    ctx.store.put("balance_transaction", back.id, back);
    patch.failure_balance_transaction = back.id;
  }
  const settled = changeRow(ctx, "refund", refund, patch);
  const charge = ctx.store.get("charge", String(refund.charge));
  if (charge) recountRefunds(ctx, charge);
  announceRefund(ctx, refund, settled);
  return settled;
}
