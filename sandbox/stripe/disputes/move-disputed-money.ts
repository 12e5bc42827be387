import type Stripe from "stripe";
import { buildBalanceTransaction } from "../objects/build-balance-transaction.ts";
import type { Context } from "../protocol/context.ts";

/** The dispute with one more movement of the account's balance on it: withdrawn, or given back. */
export function moveDisputedMoney(
  ctx: Context,
  dispute: Stripe.Dispute,
  move: "dispute" | "dispute_reversal",
): Stripe.Dispute {
  const balance = buildBalanceTransaction(ctx.now, move, { ...dispute, charge: String(dispute.charge) });
  ctx.store.put("balance_transaction", balance.id, balance);
  return { ...dispute, balance_transactions: [...dispute.balance_transactions, balance] };
}
