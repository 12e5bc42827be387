import type Stripe from "stripe";
import { REAL_CLOCK } from "../clock/due-moment.ts";
import type { Context } from "../protocol/context.ts";
import { cardOfCharge } from "../refunds/card-of-charge.ts";
import type { BankAct } from "../store/tables.ts";

type Plan = Pick<BankAct, "act" | "at" | "object">;

/**
 * Has a bank do something by itself at a later moment. Answers to calls of the API follow the sandbox's own clock; what
 * follows a charge goes by the clock its customer lives on.
 */
export function planBankAct(ctx: Context, charge: Stripe.Charge, plan: Plan): void {
  const answers = plan.act === "answer_refund" || plan.act === "judge";
  const id = `${plan.act} ${plan.object}`;
  ctx.store.put("bank_act", id, { ...plan, id, clock: answers ? REAL_CLOCK : clockOfPayer(ctx, charge) });
}

/** For each charge that took money: the cards that are disputed complain right after the payment and its events. */
export function planDispute(ctx: Context, charge: Stripe.Charge): void {
  if (cardOfCharge(ctx, charge).dispute) planBankAct(ctx, charge, { act: "complain", at: ctx.now, object: charge.id });
}

function clockOfPayer(ctx: Context, charge: Stripe.Charge): string {
  const customer = charge.customer ? ctx.store.get("customer", String(charge.customer)) : undefined;
  if (!customer || customer.deleted) return REAL_CLOCK;
  return customer.test_clock ? String(customer.test_clock) : REAL_CLOCK;
}
