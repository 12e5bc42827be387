import type Stripe from "stripe";
import { makeId } from "../protocol/make-id.ts";

export function buildProduct(now: number, given: Partial<Stripe.Product> & { name: string }): Stripe.Product {
  return {
    id: makeId("prod"),
    object: "product",
    active: true,
    created: now,
    default_price: null,
    description: null,
    features: [],
    images: [],
    livemode: false,
    metadata: {},
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    type: "service",
    unit_label: null,
    updated: now,
    url: null,
    ...given,
  } satisfies Stripe.Product;
}
