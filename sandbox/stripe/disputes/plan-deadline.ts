import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";
import { planBankAct } from "./plan-bank-act.ts";

/** A dispute that nobody answers in time is lost; an inquiry stays until somebody moves it. */
export function planDeadline(ctx: Context, { id, charge: chargeId, status, evidence_details }: Stripe.Dispute): void {
  const charge = ctx.store.get("charge", String(chargeId));
  if (!charge || status !== "needs_response" || evidence_details.due_by === null) return;
  planBankAct(ctx, charge, { act: "deadline", at: evidence_details.due_by, object: id });
}
