import type Stripe from "stripe";
import { makeId } from "../protocol/make-id.ts";

export type MoneyMove = "charge" | "dispute" | "dispute_reversal" | "refund" | "refund_failure";

interface Source {
  id: string;
  amount: number;
  currency: string;
  /** What a refund or a dispute takes from, named in the description. */
  charge?: string | Stripe.Charge | null;
}

interface MoveTerms {
  type: Stripe.BalanceTransaction.Type;
  direction: 1 | -1;
  fee?: (amount: number) => number;
  feeName?: string;
  description?: (charge: string) => string;
}

/** Stripe's list prices in the United States: 2.9 % and 30 cents a card payment, 15 dollars a dispute, none given back. */
const TERMS: Record<MoneyMove, MoveTerms> = {
  charge: {
    type: "charge",
    direction: 1,
    fee: (amount) => Math.round(amount * 0.029) + 30,
    feeName: "Stripe processing fees",
  },
  dispute: {
    type: "adjustment",
    direction: -1,
    fee: () => 1500,
    feeName: "Dispute fee",
    description: (charge) => `Chargeback withdrawal for ${charge}`,
  },
  dispute_reversal: {
    type: "adjustment",
    direction: 1,
    description: (charge) => `Chargeback reversal for ${charge}`,
  },
  refund: { type: "refund", direction: -1, description: () => "REFUND FOR CHARGE" },
  refund_failure: { type: "refund_failure", direction: 1, description: () => "REFUND FAILURE" },
};

export function buildBalanceTransaction(now: number, move: MoneyMove, source: Source): Stripe.BalanceTransaction {
  const { type, direction, fee: price, feeName, description } = TERMS[move];
  const { currency } = source;
  const fee = price?.(source.amount) ?? 0;
  const amount = direction * source.amount;
  const details = { amount: fee, application: null, currency, description: feeName ?? null, type: "stripe_fee" };
  return {
    id: makeId("txn"),
    object: "balance_transaction",
    amount,
    available_on: now + 2 * 24 * 3600,
    created: now,
    currency,
    description: description?.(String(source.charge)) ?? null,
    exchange_rate: null,
    fee,
    fee_details: fee > 0 ? [details] : [],
    net: amount - fee,
    reporting_category: move,
    source: source.id,
    status: "pending",
    type,
  } satisfies Stripe.BalanceTransaction;
}
