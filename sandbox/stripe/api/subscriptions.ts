import type Stripe from "stripe";
import { z } from "zod";
import { cancelSubscription } from "../payments/cancel-subscription.ts";
import { endpoint } from "../protocol/endpoint.ts";
import { isCreatedIn, listPage } from "../protocol/list-page.ts";
import * as p from "../protocol/params.ts";
import { invalidRequest, resourceMissing } from "../protocol/stripe-fault.ts";
import { changeRow } from "../store/change-row.ts";
import { mergeMetadata } from "../store/merge-metadata.ts";
import { findRow } from "./find-row.ts";
import { onlyGiven } from "./only-given.ts";

const PATH = "/v1/subscriptions";
const cancellationDetails = z.strictObject({
  comment: p.clearableText.optional(),
  feedback: z
    .enum([
      "customer_service",
      "low_quality",
      "missing_features",
      "other",
      "switched_service",
      "too_complex",
      "too_expensive",
      "unused",
    ])
    .optional(),
});
const update = z.strictObject({
  cancel_at_period_end: p.flag.optional(),
  cancellation_details: cancellationDetails.optional(),
  default_payment_method: p.id.optional(),
  description: p.clearableText.optional(),
  metadata: p.metadata.optional(),
});
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
});

export const subscriptions = [
  endpoint("GET", PATH, filters, (ctx, params) =>
    listPage(PATH, ctx.store.all("subscription"), params, (subscription) => {
      if (params.customer && subscription.customer !== params.customer) return false;
      if (params.price && !subscription.items.data.some((item) => item.price.id === params.price)) return false;
      return hasStatus(subscription, params.status) && isCreatedIn(params.created, subscription.created);
    }),
  ),

  endpoint("GET", `${PATH}/:id`, p.none, (ctx, _, id) => findRow(ctx, "subscription", id)),

  endpoint("POST", `${PATH}/:id`, update, (ctx, params, id) => {
    const subscription = findRow(ctx, "subscription", id);
    const { metadata, cancel_at_period_end: atEnd, cancellation_details: details, ...given } = params;
    if (given.default_payment_method)
      findRow(ctx, "payment_method", given.default_payment_method, "default_payment_method");
    if (hasEnded(subscription)) {
      const onlyNotes = atEnd === undefined && given.default_payment_method === undefined;
      if (!onlyNotes)
        throw invalidRequest("A canceled subscription can only update its cancellation_details and metadata.");
    }
    const patch: Partial<Stripe.Subscription> = {
      ...onlyGiven(given),
      ...(atEnd === undefined ? {} : endAtPeriodEnd(subscription, atEnd, ctx.now)),
      metadata: mergeMetadata(subscription.metadata, metadata),
    };
    if (details) {
      const base = patch.cancellation_details ?? subscription.cancellation_details;
      patch.cancellation_details = { comment: null, feedback: null, reason: null, ...base, ...onlyGiven(details) };
    }
    return changeRow(ctx, "subscription", subscription, patch, "customer.subscription.updated");
  }),

  endpoint("DELETE", `${PATH}/:id`, cancellation, (ctx, params, id) => {
    const subscription = findRow(ctx, "subscription", id);
    if (hasEnded(subscription)) throw resourceMissing("subscription", id);
    return cancelSubscription(ctx, subscription, onlyGiven(params.cancellation_details ?? {}));
  }),
];

/** Without a filter Stripe leaves out what was canceled. */
function hasStatus(subscription: Stripe.Subscription, wanted: string | undefined): boolean {
  if (wanted === "all") return true;
  if (wanted === undefined) return subscription.status !== "canceled" && subscription.status !== "incomplete_expired";
  return wanted === "ended" ? hasEnded(subscription) : subscription.status === wanted;
}

function hasEnded({ status }: Stripe.Subscription): boolean {
  return status === "canceled" || status === "incomplete_expired";
}

function endAtPeriodEnd(subscription: Stripe.Subscription, atEnd: boolean, now: number): Partial<Stripe.Subscription> {
  if (atEnd === subscription.cancel_at_period_end) return {};
  const reason = atEnd ? "cancellation_requested" : null;
  return {
    cancel_at: atEnd ? subscription.current_period_end : null,
    cancel_at_period_end: atEnd,
    canceled_at: atEnd ? now : null,
    cancellation_details: { comment: null, feedback: null, reason },
  };
}
