import type Stripe from "stripe";
import { makeId } from "../protocol/make-id.ts";

export type PriceGiven = Partial<Stripe.Price> & { product: string; currency: string; unit_amount: number };

export function buildPrice(now: number, given: PriceGiven): Stripe.Price {
  return {
    id: makeId("price"),
    object: "price",
    active: true,
    billing_scheme: "per_unit",
    created: now,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    recurring: null,
    tax_behavior: "unspecified",
    tiers_mode: null,
    transform_quantity: null,
    type: given.recurring ? "recurring" : "one_time",
    unit_amount_decimal: String(given.unit_amount),
    ...given,
  } satisfies Stripe.Price;
}

/** The older name of a recurring price; subscription items and invoice lines still carry it. */
export function buildPlan(price: Stripe.Price): Stripe.Plan {
  return {
    id: price.id,
    object: "plan",
    active: price.active,
    aggregate_usage: null,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: "per_unit",
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval ?? "month",
    interval_count: price.recurring?.interval_count ?? 1,
    livemode: false,
    metadata: price.metadata,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: "licensed",
  } satisfies Stripe.Plan;
}
