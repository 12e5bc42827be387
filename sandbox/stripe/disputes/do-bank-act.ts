import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";
import { cardOfCharge } from "../refunds/card-of-charge.ts";
import { settleRefund } from "../refunds/settle-refund.ts";
import type { BankAct } from "../store/tables.ts";
import { moveDispute } from "./move-dispute.ts";
import { openDispute } from "./open-dispute.ts";

/** What was planned comes about, unless the operator or the seller was faster. */
export function doBankAct(ctx: Context, { id, act, object }: BankAct): void {
  ctx.store.remove("bank_act", id);
  if (act === "complain") complain(ctx, object);
  if (act === "answer_refund") answerRefund(ctx, object);
  const dispute = ctx.store.get("dispute", object);
  if (act === "judge" && dispute) judge(ctx, dispute);
  if (act === "deadline" && dispute?.status === "needs_response") {
    moveDispute(ctx, dispute, "lost", { evidence_details: { ...dispute.evidence_details, past_due: true } });
  }
}

function complain(ctx: Context, id: string): void {
  const charge = ctx.store.get("charge", id);
  const complaint = charge && cardOfCharge(ctx, charge).dispute;
  if (complaint && !charge.disputed) openDispute(ctx, charge, complaint);
}

function answerRefund(ctx: Context, id: string): void {
  const refund = ctx.store.get("refund", id);
  const charge = ctx.store.get("charge", String(refund?.charge));
  if (!refund || !charge) return;
  const behaviour = cardOfCharge(ctx, charge).refund;
  if (behaviour === "succeeds_late" && refund.status === "pending") {
    settleRefund(ctx, refund, { status: "succeeded" });
  }
  if (behaviour === "fails_late" && refund.status === "succeeded") {
    settleRefund(ctx, refund, { status: "failed", failure_reason: "expired_or_canceled_card" });
  }
}

/** Stripe's magic words for testing, given as `evidence.uncategorized_text`; anything else waits for the operator. */
function judge(ctx: Context, dispute: Stripe.Dispute): void {
  const words = dispute.evidence.uncategorized_text;
  if (dispute.status === "under_review") {
    if (words === "winning_evidence") moveDispute(ctx, dispute, "won");
    if (words === "losing_evidence") moveDispute(ctx, dispute, "lost");
  }
  if (dispute.status === "warning_under_review") {
    if (words === "winning_evidence") moveDispute(ctx, dispute, "warning_closed");
    if (words === "escalate_inquiry_evidence") moveDispute(ctx, dispute, "needs_response");
  }
}
