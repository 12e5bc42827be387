import type Stripe from "stripe";
import { z } from "zod";
import { refundCharge } from "../payments/refund-charge.ts";
import type { Context } from "../protocol/context.ts";
import { endpoint } from "../protocol/endpoint.ts";
import { isCreatedIn, listPage } from "../protocol/list-page.ts";
import * as p from "../protocol/params.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { announceRefund } from "../refunds/announce-refund.ts";
import { settleRefund } from "../refunds/settle-refund.ts";
import { changeRow } from "../store/change-row.ts";
import { mergeMetadata } from "../store/merge-metadata.ts";
import { findRow } from "./find-row.ts";

const creation = z.strictObject({
  amount: p.count.optional(),
  charge: p.id.optional(),
  metadata: p.metadata.optional(),
  payment_intent: p.id.optional(),
  reason: z.enum(["duplicate", "fraudulent", "requested_by_customer"]).optional(),
});
const filters = z.strictObject({
  ...p.listing,
  charge: p.id.optional(),
  created: p.createdRange.optional(),
  payment_intent: p.id.optional(),
});

export const refunds = [
  endpoint("POST", "/v1/refunds", creation, (ctx, params) =>
    refundCharge(ctx, findCharge(ctx, params), {
      amount: params.amount,
      metadata: mergeMetadata({}, params.metadata),
      reason: params.reason ?? null,
    }),
  ),

  endpoint("GET", "/v1/refunds", filters, (ctx, params) =>
    listPage("/v1/refunds", ctx.store.all("refund"), params, (refund) => {
      if (params.charge && refund.charge !== params.charge) return false;
      if (params.payment_intent && refund.payment_intent !== params.payment_intent) return false;
      return isCreatedIn(params.created, refund.created);
    }),
  ),

  endpoint("GET", "/v1/refunds/:id", p.none, (ctx, _, id) => findRow(ctx, "refund", id)),

  endpoint("POST", "/v1/refunds/:id", z.strictObject({ metadata: p.metadata.optional() }), (ctx, params, id) => {
    const refund = findRow(ctx, "refund", id);
    const metadata = mergeMetadata(refund.metadata ?? {}, params.metadata);
    const changed = changeRow(ctx, "refund", refund, { metadata });
    announceRefund(ctx, refund, changed);
    return changed;
  }),

  endpoint("POST", "/v1/refunds/:id/cancel", p.none, (ctx, _, id) => {
    const refund = findRow(ctx, "refund", id);
    // At Stripe only a refund that waits for the buyer can be called back.
    if (refund.status === "requires_action") return settleRefund(ctx, refund, { status: "canceled" });
    throw invalidRequest(`Refund ${id} has a status of ${refund.status} and cannot be canceled.`);
  }),
];

function findCharge(
  ctx: Context,
  params: { charge?: string | undefined; payment_intent?: string | undefined },
): Stripe.Charge {
  if (params.charge && params.payment_intent) {
    throw invalidRequest("You may only specify one of these parameters: charge, payment_intent.");
  }
  if (params.charge) return findRow(ctx, "charge", params.charge, "charge");
  if (!params.payment_intent) {
    throw invalidRequest("One of the following params should be provided for this request: payment_intent or charge.");
  }
  const intent = findRow(ctx, "payment_intent", params.payment_intent, "payment_intent");
  const charge = intent.latest_charge ? ctx.store.get("charge", String(intent.latest_charge)) : undefined;
  if (charge?.status === "succeeded") return charge;
  const message = `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`;
  throw invalidRequest(message, "payment_intent", "payment_intent_unexpected_state");
}
