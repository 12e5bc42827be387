import type Stripe from "stripe";
import { makeId } from "../protocol/make-id.ts";

type Given = Partial<Stripe.Charge> & Pick<Stripe.Charge, "amount" | "currency" | "status">;

/** A charge of the intent's amount on its card; `status` decides what was captured. */
export function buildCharge(now: number, origin: string, method: Stripe.PaymentMethod, given: Given): Stripe.Charge {
  const id = makeId("ch");
  const paid = given.status === "succeeded";
  return {
    id,
    object: "charge",
    amount_captured: paid ? given.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: "STRIPE SANDBOX",
    captured: paid,
    created: now,
    customer: null,
    description: null,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    invoice: null,
    livemode: false,
    metadata: {},
    on_behalf_of: null,
    outcome: null,
    paid,
    payment_intent: null,
    payment_method: method.id,
    payment_method_details: { card: buildCardDetails(method, given.amount), type: "card" },
    receipt_email: null,
    receipt_number: null,
    receipt_url: paid ? `${origin}/receipts/${id}` : null,
    refunded: false,
    refunds: { object: "list", data: [], has_more: false, url: `/v1/charges/${id}/refunds` },
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    transfer_data: null,
    transfer_group: null,
    ...given,
  } satisfies Stripe.Charge;
}

function buildCardDetails(method: Stripe.PaymentMethod, amount: number) {
  const card = method.card;
  return {
    amount_authorized: amount,
    brand: card?.brand ?? "visa",
    checks: card?.checks ?? null,
    country: card?.country ?? null,
    exp_month: card?.exp_month ?? 1,
    exp_year: card?.exp_year ?? 2000,
    extended_authorization: { status: "disabled" },
    fingerprint: card?.fingerprint ?? null,
    funding: card?.funding ?? null,
    incremental_authorization: { status: "unavailable" },
    installments: null,
    last4: card?.last4 ?? null,
    mandate: null,
    multicapture: { status: "unavailable" },
    network: card?.brand ?? null,
    network_token: { used: false },
    overcapture: { maximum_amount_capturable: amount, status: "unavailable" },
    three_d_secure: null,
    wallet: null,
  } satisfies Stripe.Charge.PaymentMethodDetails.Card;
}
