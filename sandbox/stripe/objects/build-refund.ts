import type Stripe from "stripe";
import { makeId } from "../protocol/make-id.ts";

type Given = Partial<Stripe.Refund> & Pick<Stripe.Refund, "amount" | "charge" | "currency" | "payment_intent">;

export function buildRefund(now: number, given: Given): Stripe.Refund {
  return {
    id: makeId("re"),
    object: "refund",
    balance_transaction: null,
    created: now,
    destination_details: { card: { type: "refund", reference_status: "pending" }, type: "card" },
    metadata: {},
    reason: null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: "succeeded",
    transfer_reversal: null,
    ...given,
  } satisfies Stripe.Refund;
}
