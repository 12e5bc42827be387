import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";
import { changeRow } from "../store/change-row.ts";

/** Brings a charge in line with its refunds; those that failed or were canceled count for nothing. */
export function recountRefunds(ctx: Context, charge: Stripe.Charge, event?: "charge.refunded"): Stripe.Charge {
  const refunds = ctx.store.all("refund").filter((refund) => refund.charge === charge.id);
  const counted = refunds.filter(({ status }) => status !== "failed" && status !== "canceled");
  const amount_refunded = counted.reduce((sum, refund) => sum + refund.amount, 0);
  const patch: Partial<Stripe.Charge> = {
    amount_refunded,
    refunded: amount_refunded > 0 && amount_refunded === charge.amount_captured,
    ...(charge.refunds ? { refunds: { ...charge.refunds, data: refunds.toReversed() } } : {}),
  };
  return changeRow(ctx, "charge", charge, patch, event);
}
