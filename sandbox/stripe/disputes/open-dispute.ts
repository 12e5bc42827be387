import type Stripe from "stripe";
import { buildDispute } from "../objects/build-dispute.ts";
import type { Context } from "../protocol/context.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { changeRow } from "../store/change-row.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import { moveDisputedMoney } from "./move-disputed-money.ts";
import { planDeadline } from "./plan-deadline.ts";

export interface Complaint {
  reason: string;
  /** The bank only asks: no money moves, and it may still become a dispute. */
  inquiry: boolean;
  /** Absent: whatever the charge has not refunded, or all of it when everything was. */
  amount?: number | undefined;
}

/** The cardholder complains to the bank about a charge. */
export function openDispute(ctx: Context, charge: Stripe.Charge, complaint: Complaint): Stripe.Dispute {
  if (charge.status !== "succeeded") throw invalidRequest(`Charge ${charge.id} took no money that could be disputed.`);
  const isOpen = ({ status }: Stripe.Dispute) => !["won", "lost", "warning_closed"].includes(status);
  if (ctx.store.all("dispute").some((dispute) => dispute.charge === charge.id && isOpen(dispute))) {
    throw invalidRequest(`Charge ${charge.id} has an open dispute already.`);
  }
  const amount = complaint.amount ?? (charge.amount - charge.amount_refunded || charge.amount);
  if (amount > charge.amount) throw invalidRequest(`Charge ${charge.id} is of ${charge.amount} only.`, "amount");
  const built = buildDispute(ctx.now, charge, {
    amount,
    is_charge_refundable: complaint.inquiry,
    reason: complaint.reason,
    status: complaint.inquiry ? "warning_needs_response" : "needs_response",
  });
  const dispute = complaint.inquiry ? built : moveDisputedMoney(ctx, built, "dispute");
  ctx.store.put("dispute", dispute.id, dispute);
  changeRow(ctx, "charge", charge, { disputed: true });
  emitEvent(ctx, "charge.dispute.created", dispute);
  if (!complaint.inquiry) emitEvent(ctx, "charge.dispute.funds_withdrawn", dispute);
  planDeadline(ctx, dispute);
  return dispute;
}
