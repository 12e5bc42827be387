import { randomInt } from "node:crypto";
import type Stripe from "stripe";
import { makeId } from "../protocol/make-id.ts";

export function buildCustomer(now: number, given: Partial<Stripe.Customer>): Stripe.Customer {
  return {
    id: makeId("cus"),
    object: "customer",
    address: null,
    balance: 0,
    created: now,
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: randomInt(0x10000000, 0xffffffff).toString(16).toUpperCase(),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: "none",
    test_clock: null,
    ...given,
  } satisfies Stripe.Customer;
}
