import type Stripe from "stripe";
import { makeId } from "../protocol/make-id.ts";

type Given = Partial<Stripe.Dispute> & Pick<Stripe.Dispute, "amount" | "reason" | "status">;

/** Card networks number their reasons; these are Visa's. */
const NETWORK_CODES: Record<string, string> = {
  credit_not_processed: "13.7",
  duplicate: "12.6",
  fraudulent: "10.4",
  product_not_received: "13.1",
  product_unacceptable: "13.3",
  subscription_canceled: "13.2",
};

export const EVIDENCE_FIELDS = [
  "access_activity_log",
  "billing_address",
  "cancellation_policy",
  "cancellation_policy_disclosure",
  "cancellation_rebuttal",
  "customer_communication",
  "customer_email_address",
  "customer_name",
  "customer_purchase_ip",
  "customer_signature",
  "duplicate_charge_documentation",
  "duplicate_charge_explanation",
  "duplicate_charge_id",
  "product_description",
  "receipt",
  "refund_policy",
  "refund_policy_disclosure",
  "refund_refusal_explanation",
  "service_date",
  "service_documentation",
  "shipping_address",
  "shipping_carrier",
  "shipping_date",
  "shipping_documentation",
  "shipping_tracking_number",
  "uncategorized_file",
  "uncategorized_text",
] as const satisfies readonly (keyof Stripe.Dispute.Evidence)[];

const TIME_TO_ANSWER = 20 * 24 * 3600;

/** Says which charge and payment intent it is about, and nothing of the customer: Stripe's dispute has no such key. */
export function buildDispute(now: number, charge: Stripe.Charge, given: Given): Stripe.Dispute {
  const noEvidence = Object.fromEntries(EVIDENCE_FIELDS.map((field) => [field, null]));
  return {
    id: makeId("dp"),
    object: "dispute",
    balance_transactions: [],
    charge: charge.id,
    created: now,
    currency: charge.currency,
    evidence: noEvidence as { [field in keyof Stripe.Dispute.Evidence]: null },
    evidence_details: { due_by: now + TIME_TO_ANSWER, has_evidence: false, past_due: false, submission_count: 0 },
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: {
        brand: charge.payment_method_details?.card?.brand ?? "visa",
        network_reason_code: NETWORK_CODES[given.reason] ?? null,
      },
      type: "card",
    },
    ...given,
  } satisfies Stripe.Dispute;
}
