import type Stripe from "stripe";
import { makeId } from "../protocol/make-id.ts";

/** Stripe's list price for cards in the United States: 2.9 % and 30 cents; a refund gives no fee back. */
export function buildBalanceTransaction(
  now: number,
  kind: "charge" | "refund",
  source: { id: string; amount: number; currency: string },
): Stripe.BalanceTransaction {
  const fee = kind === "charge" ? Math.round(source.amount * 0.029) + 30 : 0;
  const amount = kind === "charge" ? source.amount : -source.amount;
  const details = { amount: fee, application: null, currency: source.currency, type: "stripe_fee" };
  return {
    id: makeId("txn"),
    object: "balance_transaction",
    amount,
    available_on: now + 2 * 24 * 3600,
    created: now,
    currency: source.currency,
    description: kind === "refund" ? "REFUND FOR CHARGE" : null,
    exchange_rate: null,
    fee,
    fee_details: fee > 0 ? [{ ...details, description: "Stripe processing fees" }] : [],
    net: amount - fee,
    reporting_category: kind,
    source: source.id,
    status: "pending",
    type: kind,
  } satisfies Stripe.BalanceTransaction;
}
