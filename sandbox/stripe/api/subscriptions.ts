import type Stripe from "stripe";
import { z } from "zod";
import { onClockOf } from "../clock/on-test-clock.ts";
import { cancelSubscription } from "../payments/cancel-subscription.ts";
import { endpoint } from "../protocol/endpoint.ts";
import { isCreatedIn, listPage } from "../protocol/list-page.ts";
import * as p from "../protocol/params.ts";
import { resourceMissing } from "../protocol/stripe-fault.ts";
import { createSubscription, subscriptionParams } from "./create-subscription.ts";
import { findRow } from "./find-row.ts";
import { onlyGiven } from "./only-given.ts";
import { cancellationDetails, hasEnded, subscriptionUpdate, updateSubscription } from "./update-subscription.ts";

const PATH = "/v1/subscriptions";
const notYet = p.flag.refine((value) => !value, "The sandbox does not prorate yet.");
const cancellation = z.strictObject({
  cancellation_details: cancellationDetails.optional(),
  invoice_now: notYet.optional(),
  prorate: notYet.optional(),
});
const STATUSES = ["active", "canceled", "incomplete", "incomplete_expired", "past_due", "paused", "trialing", "unpaid"];
const filters = z.strictObject({
  ...p.listing,
  created: p.createdRange.optional(),
  customer: p.id.optional(),
  price: p.id.optional(),
  status: z.enum([...STATUSES, "all", "ended"]).optional(),
  test_clock: p.id.optional(),
});

export const subscriptions = [
  endpoint("POST", PATH, subscriptionParams, createSubscription),

  endpoint("GET", PATH, filters, (ctx, params) =>
    listPage(PATH, ctx.store.all("subscription"), params, (subscription) => {
      if (params.customer && subscription.customer !== params.customer) return false;
      if (params.price && !subscription.items.data.some((item) => item.price.id === params.price)) return false;
      if (params.test_clock && subscription.test_clock !== params.test_clock) return false;
      return hasStatus(subscription, params.status) && isCreatedIn(params.created, subscription.created);
    }),
  ),

  endpoint("GET", `${PATH}/:id`, p.none, (ctx, _, id) => findRow(ctx, "subscription", id)),

  endpoint("POST", `${PATH}/:id`, subscriptionUpdate, (ctx, params, id) =>
    updateSubscription(ctx, findRow(ctx, "subscription", id), params),
  ),

  endpoint("DELETE", `${PATH}/:id`, cancellation, (ctx, params, id) => {
    const subscription = findRow(ctx, "subscription", id);
    if (hasEnded(subscription)) throw resourceMissing("subscription", id);
    const details = onlyGiven(params.cancellation_details ?? {});
    return cancelSubscription(onClockOf(ctx, subscription), subscription, details);
  }),
];

/** Without a filter Stripe leaves out what was canceled. */
function hasStatus(subscription: Stripe.Subscription, wanted: string | undefined): boolean {
  if (wanted === "all") return true;
  if (wanted === undefined) return subscription.status !== "canceled" && subscription.status !== "incomplete_expired";
  return wanted === "ended" ? hasEnded(subscription) : subscription.status === wanted;
}
