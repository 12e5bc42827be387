import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { changeRow, previousAttributes } from "../store/change-row.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import { moveDisputedMoney } from "./move-disputed-money.ts";
import { planDeadline } from "./plan-deadline.ts";

type Status = Stripe.Dispute.Status;

/** Where a dispute can go from where it is; an inquiry ends quietly or becomes a dispute. */
export const NEXT_OF_DISPUTE: Record<Status, readonly Status[]> = {
  needs_response: ["under_review", "won", "lost"],
  under_review: ["needs_response", "won", "lost"],
  warning_needs_response: ["warning_under_review", "warning_closed", "needs_response"],
  warning_under_review: ["warning_closed", "needs_response"],
  warning_closed: [],
  won: [],
  lost: [],
};
const CLOSED: readonly Status[] = ["won", "lost", "warning_closed"];

/** The next step of a dispute, with the money and the events that go with it. `patch` comes along in the same change. */
export function moveDispute(
  ctx: Context,
  dispute: Stripe.Dispute,
  status: Status,
  patch: Partial<Stripe.Dispute> = {},
): Stripe.Dispute {
  if (!NEXT_OF_DISPUTE[dispute.status].includes(status)) {
    throw invalidRequest(`This dispute is ${dispute.status} and cannot become ${status}.`, "status");
  }
  const escalates = status === "needs_response" && dispute.status.startsWith("warning_");
  let money = dispute;
  if (escalates) money = moveDisputedMoney(ctx, dispute, "dispute");
  if (status === "won") money = moveDisputedMoney(ctx, dispute, "dispute_reversal");
  const moved = changeRow(ctx, "dispute", dispute, {
    ...patch,
    balance_transactions: money.balance_transactions,
    is_charge_refundable: status === "won" || status.startsWith("warning_"),
    status,
  });
  const previous = previousAttributes({ ...dispute }, { ...moved }) ?? undefined;
  emitEvent(ctx, CLOSED.includes(status) ? "charge.dispute.closed" : "charge.dispute.updated", moved, previous);
  if (escalates) emitEvent(ctx, "charge.dispute.funds_withdrawn", moved);
  if (status === "won") emitEvent(ctx, "charge.dispute.funds_reinstated", moved);
  planDeadline(ctx, moved);
  return moved;
}
