import { createHash } from "node:crypto";
import type Stripe from "stripe";
import type { CardEntry } from "../payments/read-card.ts";
import { makeId } from "../protocol/make-id.ts";

const NO_ADDRESS = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };

export interface Payer {
  email: string | null;
  name: string | null;
}

export function buildPaymentMethod(now: number, card: CardEntry, payer: Payer): Stripe.PaymentMethod {
  return {
    id: makeId("pm"),
    object: "payment_method",
    billing_details: buildBillingDetails(payer),
    card: {
      brand: card.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
      country: "US",
      display_brand: card.brand,
      exp_month: card.exp_month,
      exp_year: card.exp_year,
      fingerprint: createHash("sha256").update(card.number).digest("base64url").slice(0, 16),
      funding: "credit",
      ...{ generated_from: null },
      last4: card.number.slice(-4),
      networks: { available: [card.brand], preferred: null },
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: now,
    customer: null,
    livemode: false,
    metadata: {},
    type: "card",
  } satisfies Stripe.PaymentMethod;
}

export function buildBillingDetails(payer: Payer) {
  return { address: NO_ADDRESS, email: payer.email, name: payer.name, phone: null };
}
