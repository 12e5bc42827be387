import type Stripe from "stripe";
import { planBankAct } from "../disputes/plan-bank-act.ts";
import { buildBalanceTransaction } from "../objects/build-balance-transaction.ts";
import { buildRefund } from "../objects/build-refund.ts";
import type { Context } from "../protocol/context.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { cardOfCharge } from "../refunds/card-of-charge.ts";
import { recountRefunds } from "../refunds/recount-refunds.ts";
import { emitEvent } from "../webhooks/emit-event.ts";

export interface RefundOrder {
  /** Absent: whatever is left of the charge. */
  amount: number | undefined;
  reason: Stripe.Refund.Reason | null;
  metadata: Stripe.Metadata;
}

/** Seconds until the bank answers a refund to one of the two cards that play it slowly. */
const BANK_TAKES = 30;

/** Gives money back; a charge that the bank has taken back already can't be refunded. */
export function refundCharge(ctx: Context, charge: Stripe.Charge, order: RefundOrder): Stripe.Refund {
  const amount = checkAmount(ctx, charge, order.amount);
  const behaviour = cardOfCharge(ctx, charge).refund;
  const built = buildRefund(ctx.now, {
    amount,
    charge: charge.id,
    currency: charge.currency,
    metadata: order.metadata,
    payment_intent: charge.payment_intent,
    reason: order.reason,
    status: behaviour === "succeeds_late" ? "pending" : "succeeded",
  });
  const balance = buildBalanceTransaction(ctx.now, "refund", built);
  const refund = { ...built, balance_transaction: balance.id };
  ctx.store.put("balance_transaction", balance.id, balance);
  ctx.store.put("refund", refund.id, refund);
  // The event tells that a refund was made, also when the bank still has to answer.
  recountRefunds(ctx, charge, "charge.refunded");
  emitEvent(ctx, "refund.created", refund);
  if (behaviour) planBankAct(ctx, charge, { act: "answer_refund", at: ctx.now + BANK_TAKES, object: refund.id });
  return refund;
}

function checkAmount(ctx: Context, charge: Stripe.Charge, wanted: number | undefined): number {
  const left = charge.amount_captured - charge.amount_refunded;
  if (charge.status !== "succeeded")
    throw invalidRequest(`Charge ${charge.id} has not succeeded and cannot be refunded.`);
  if (isChargedBack(ctx, charge)) {
    const message = `Charge ${charge.id} has been charged back; cannot issue a refund.`;
    throw invalidRequest(message, undefined, "charge_disputed");
  }
  if (left === 0) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, undefined, "charge_already_refunded");
  }
  const amount = wanted ?? left;
  if (amount > left) {
    const message = `Refund amount (${dollars(amount)}) is greater than unrefunded amount on charge (${dollars(left)})`;
    throw invalidRequest(message, "amount");
  }
  return amount;
}

/** An inquiry takes nothing yet, and a won dispute has given back what it took. */
function isChargedBack(ctx: Context, charge: Stripe.Charge): boolean {
  if (!charge.disputed) return false;
  return ctx.store.all("dispute").some((dispute) => dispute.charge === charge.id && !dispute.is_charge_refundable);
}

function dollars(amount: number): string {
  return `$${(amount / 100).toFixed(2)}`;
}
