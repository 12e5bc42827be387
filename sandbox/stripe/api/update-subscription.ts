import type Stripe from "stripe";
import { z } from "zod";
import { onClockOf } from "../clock/on-test-clock.ts";
import { endAtPeriodEnd, planEnd } from "../payments/plan-end.ts";
import type { Context } from "../protocol/context.ts";
import * as p from "../protocol/params.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { changeRow } from "../store/change-row.ts";
import { mergeMetadata } from "../store/merge-metadata.ts";
import { findCustomersMethod } from "./find-payment-method.ts";
import { onlyGiven } from "./only-given.ts";

type Subscription = Stripe.Subscription;

export const cancellationDetails = z.strictObject({
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
const unset = z.literal("").transform(() => null);
export const subscriptionUpdate = z.strictObject({
  cancel_at: z.union([unset, p.integer]).optional(),
  cancel_at_period_end: p.flag.optional(),
  cancellation_details: cancellationDetails.optional(),
  default_payment_method: z.union([unset, p.id]).optional(),
  description: p.clearableText.optional(),
  metadata: p.metadata.optional(),
  pause_collection: z
    .union([unset, z.strictObject({ behavior: z.enum(["keep_as_draft", "mark_uncollectible", "void"]) })])
    .optional(),
});
type Update = z.output<typeof subscriptionUpdate>;

export function updateSubscription(given: Context, subscription: Subscription, update: Update): Subscription {
  const ctx = onClockOf(given, subscription);
  if (hasEnded(subscription)) checkOnlyNotes(update);
  const patch: Partial<Subscription> = {
    ...onlyGiven({ description: update.description }),
    ...readEnd(ctx, subscription, update),
    metadata: mergeMetadata(subscription.metadata, update.metadata),
  };
  if (update.default_payment_method !== undefined) {
    const customer = String(subscription.customer);
    const chosen = update.default_payment_method;
    const param = "default_payment_method";
    patch.default_payment_method = chosen && findCustomersMethod(ctx, chosen, customer, param).id;
  }
  if (update.pause_collection !== undefined) {
    patch.pause_collection = update.pause_collection && { ...update.pause_collection, resumes_at: null };
  }
  if (update.cancellation_details) {
    const base = patch.cancellation_details ?? subscription.cancellation_details;
    const details = onlyGiven(update.cancellation_details);
    patch.cancellation_details = { comment: null, feedback: null, reason: null, ...base, ...details };
  }
  return changeRow(ctx, "subscription", subscription, patch, "customer.subscription.updated");
}

export function hasEnded({ status }: Subscription): boolean {
  return status === "canceled" || status === "incomplete_expired";
}

function checkOnlyNotes({ cancellation_details, metadata, ...rest }: Update): void {
  if (Object.keys(onlyGiven(rest)).length === 0) return;
  throw invalidRequest("A canceled subscription can only update its cancellation_details and metadata.");
}

function readEnd(ctx: Context, subscription: Subscription, update: Update): Partial<Subscription> {
  const { cancel_at, cancel_at_period_end: atEnd } = update;
  if (cancel_at !== undefined && atEnd !== undefined) {
    const message = "You may only specify one of these parameters: cancel_at, cancel_at_period_end.";
    throw invalidRequest(message, "cancel_at");
  }
  if (cancel_at !== undefined && cancel_at !== null && cancel_at <= ctx.now) {
    throw invalidRequest("`cancel_at` must be in the future.", "cancel_at");
  }
  if (cancel_at !== undefined) return planEnd(cancel_at, false, ctx.now);
  return atEnd === undefined ? {} : endAtPeriodEnd(subscription, atEnd, ctx.now);
}
