import type Stripe from "stripe";
import { makeId } from "../protocol/make-id.ts";
import { buildPlan } from "./build-price.ts";

type Given = Partial<Stripe.Subscription> & Pick<Stripe.Subscription, "customer" | "currency" | "current_period_end">;

export function buildSubscription(
  now: number,
  lines: readonly { price: Stripe.Price; quantity: number }[],
  given: Given,
): Stripe.Subscription {
  const id = given.id ?? makeId("sub");
  const url = `/v1/subscription_items?subscription=${id}`;
  const items = lines.map(({ price, quantity }) => buildItem(now, id, price, quantity));
  const first = items[0];
  return {
    id,
    object: "subscription",
    application: null,
    application_fee_percent: null,
    automatic_tax: { enabled: false, liability: null },
    billing_cycle_anchor: now,
    billing_cycle_anchor_config: null,
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, reason: null },
    collection_method: "charge_automatically",
    created: now,
    current_period_start: now,
    days_until_due: null,
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discount: null,
    discounts: [],
    ended_at: null,
    items: { object: "list", data: items, has_more: false, url },
    latest_invoice: null,
    livemode: false,
    metadata: {},
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: "off",
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    // Not in Stripe's types since 2018, but printed all the same when there is a single item.
    ...{ plan: first?.plan ?? null, quantity: first?.quantity ?? null },
    schedule: null,
    start_date: now,
    status: "incomplete",
    test_clock: null,
    transfer_data: null,
    trial_end: null,
    trial_settings: { end_behavior: { missing_payment_method: "create_invoice" } },
    trial_start: null,
    ...given,
  } satisfies Stripe.Subscription;
}

function buildItem(now: number, subscription: string, price: Stripe.Price, quantity: number) {
  return {
    id: makeId("si"),
    object: "subscription_item",
    billing_thresholds: null,
    created: now,
    discounts: [],
    metadata: {},
    plan: buildPlan(price),
    price,
    quantity,
    subscription,
    tax_rates: [],
  } satisfies Stripe.SubscriptionItem;
}
