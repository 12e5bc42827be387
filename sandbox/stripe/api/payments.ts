import { z } from "zod";
import { cancelIntent } from "../payments/settle-intent.ts";
import { endpoint } from "../protocol/endpoint.ts";
import { isCreatedIn, listPage } from "../protocol/list-page.ts";
import * as p from "../protocol/params.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { changeRow } from "../store/change-row.ts";
import { mergeMetadata } from "../store/merge-metadata.ts";
import { findRow } from "./find-row.ts";
import { onlyGiven } from "./only-given.ts";

const ofCustomer = { ...p.listing, created: p.createdRange.optional(), customer: p.id.optional() };
const intentUpdate = z.strictObject({ description: p.clearableText.optional(), metadata: p.metadata.optional() });
const cancellation = z.strictObject({
  cancellation_reason: z.enum(["abandoned", "duplicate", "fraudulent", "requested_by_customer"]).optional(),
});

/** Payment intents, charges and balance transactions: read mostly, made by checkout and renewals. */
export const payments = [
  endpoint("GET", "/v1/payment_intents", z.strictObject(ofCustomer), (ctx, params) =>
    listPage("/v1/payment_intents", ctx.store.all("payment_intent"), params, (intent) => {
      if (params.customer && intent.customer !== params.customer) return false;
      return isCreatedIn(params.created, intent.created);
    }),
  ),
  endpoint("GET", "/v1/payment_intents/:id", z.strictObject({ client_secret: p.text.optional() }), (ctx, _, id) =>
    findRow(ctx, "payment_intent", id),
  ),
  endpoint("POST", "/v1/payment_intents/:id", intentUpdate, (ctx, { metadata, ...given }, id) => {
    const intent = findRow(ctx, "payment_intent", id);
    return changeRow(ctx, "payment_intent", intent, {
      ...onlyGiven(given),
      metadata: mergeMetadata(intent.metadata, metadata),
    });
  }),
  endpoint("POST", "/v1/payment_intents/:id/cancel", cancellation, (ctx, params, id) => {
    const intent = findRow(ctx, "payment_intent", id);
    if (intent.invoice) {
      throw invalidRequest("You cannot cancel a PaymentIntent that an invoice created; void the invoice instead.");
    }
    if (intent.status === "succeeded" || intent.status === "canceled") {
      const message = `You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`;
      throw invalidRequest(message, undefined, "payment_intent_unexpected_state");
    }
    return cancelIntent(ctx, intent, params.cancellation_reason ?? null);
  }),

  endpoint("GET", "/v1/charges", z.strictObject({ ...ofCustomer, payment_intent: p.id.optional() }), (ctx, params) =>
    listPage("/v1/charges", ctx.store.all("charge"), params, (charge) => {
      if (params.customer && charge.customer !== params.customer) return false;
      if (params.payment_intent && charge.payment_intent !== params.payment_intent) return false;
      return isCreatedIn(params.created, charge.created);
    }),
  ),
  endpoint("GET", "/v1/charges/:id", p.none, (ctx, _, id) => findRow(ctx, "charge", id)),
  endpoint("GET", "/v1/balance_transactions/:id", p.none, (ctx, _, id) => findRow(ctx, "balance_transaction", id)),
];
