import type Stripe from "stripe";
import { buildBalanceTransaction } from "../objects/build-balance-transaction.ts";
import { buildRefund } from "../objects/build-refund.ts";
import type { Context } from "../protocol/context.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { changeRow } from "../store/change-row.ts";
import { emitEvent } from "../webhooks/emit-event.ts";

export interface RefundOrder {
  /** Absent: whatever is left of the charge. */
  amount: number | undefined;
  reason: Stripe.Refund.Reason | null;
  metadata: Stripe.Metadata;
}

export function refundCharge(ctx: Context, charge: Stripe.Charge, order: RefundOrder): Stripe.Refund {
  const left = charge.amount_captured - charge.amount_refunded;
  if (charge.status !== "succeeded")
    throw invalidRequest(`Charge ${charge.id} has not succeeded and cannot be refunded.`);
  if (left === 0) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, undefined, "charge_already_refunded");
  }
  const amount = order.amount ?? left;
  if (amount > left) {
    const message = `Refund amount (${dollars(amount)}) is greater than unrefunded amount on charge (${dollars(left)})`;
    throw invalidRequest(message, "amount");
  }
  const built = buildRefund(ctx.now, {
    amount,
    charge: charge.id,
    currency: charge.currency,
    metadata: order.metadata,
    payment_intent: charge.payment_intent,
    reason: order.reason,
  });
  const balance = buildBalanceTransaction(ctx.now, "refund", built);
  const refund = { ...built, balance_transaction: balance.id };
  ctx.store.put("balance_transaction", balance.id, balance);
  ctx.store.put("refund", refund.id, refund);
  const refunded = charge.amount_refunded + amount;
  const patch: Partial<Stripe.Charge> = {
    amount_refunded: refunded,
    refunded: refunded === charge.amount_captured,
    ...(charge.refunds ? { refunds: { ...charge.refunds, data: [refund, ...charge.refunds.data] } } : {}),
  };
  changeRow(ctx, "charge", charge, patch, "charge.refunded");
  emitEvent(ctx, "refund.created", refund);
  return refund;
}

function dollars(amount: number): string {
  return `$${(amount / 100).toFixed(2)}`;
}
