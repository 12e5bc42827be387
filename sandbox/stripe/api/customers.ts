import type Stripe from "stripe";
import { z } from "zod";
import { buildCustomer } from "../objects/build-customer.ts";
import { cancelSubscription } from "../payments/cancel-subscription.ts";
import type { Context } from "../protocol/context.ts";
import { endpoint } from "../protocol/endpoint.ts";
import { isCreatedIn, listPage } from "../protocol/list-page.ts";
import * as p from "../protocol/params.ts";
import { changeRow } from "../store/change-row.ts";
import { mergeMetadata } from "../store/merge-metadata.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import { findLiveCustomer, findRow } from "./find-row.ts";
import { onlyGiven } from "./only-given.ts";

const fields = z.strictObject({
  description: p.clearableText.optional(),
  email: z.union([p.email, z.literal("").transform(() => null)]).optional(),
  metadata: p.metadata.optional(),
  name: p.clearableText.optional(),
  phone: p.clearableText.optional(),
});

const filters = z.strictObject({ ...p.listing, created: p.createdRange.optional(), email: p.text.optional() });

export const customers = [
  endpoint("POST", "/v1/customers", fields, (ctx, { metadata, ...given }) => {
    const customer = buildCustomer(ctx.now, { ...onlyGiven(given), metadata: mergeMetadata({}, metadata) });
    ctx.store.put("customer", customer.id, customer);
    emitEvent(ctx, "customer.created", customer);
    return customer;
  }),

  endpoint("GET", "/v1/customers", filters, (ctx, params) =>
    listPage("/v1/customers", ctx.store.all("customer"), params, (customer) => {
      if (customer.deleted) return false;
      // Stripe compares e-mail addresses by their exact letters.
      return isCreatedIn(params.created, customer.created) && (!params.email || customer.email === params.email);
    }),
  ),

  endpoint("GET", "/v1/customers/:id", p.none, (ctx, _, id) => findRow(ctx, "customer", id)),

  endpoint("POST", "/v1/customers/:id", fields, (ctx, { metadata, ...given }, id) => {
    const customer = findLiveCustomer(ctx, id);
    const patch = { ...onlyGiven(given), metadata: mergeMetadata(customer.metadata, metadata) };
    return changeRow<"customer", Stripe.Customer>(ctx, "customer", customer, patch, "customer.updated");
  }),

  endpoint("DELETE", "/v1/customers/:id", p.none, (ctx, _, id) => deleteCustomer(ctx, findLiveCustomer(ctx, id))),

  endpoint(
    "GET",
    "/v1/customers/:id/payment_methods",
    z.strictObject({ ...p.listing, type: p.text.optional() }),
    (ctx, params, id) => {
      findLiveCustomer(ctx, id);
      const url = `/v1/customers/${id}/payment_methods`;
      return listPage(url, ctx.store.all("payment_method"), params, (method) => {
        return method.customer === id && (!params.type || method.type === params.type);
      });
    },
  ),
];

/** Ends the customer's subscriptions at once; what remains is a stub that says so. */
function deleteCustomer(ctx: Context, customer: Stripe.Customer): Stripe.DeletedCustomer {
  for (const subscription of ctx.store.all("subscription")) {
    const live = subscription.status !== "canceled" && subscription.status !== "incomplete_expired";
    if (subscription.customer === customer.id && live) cancelSubscription(ctx, subscription);
  }
  const stub = { id: customer.id, object: "customer" as const, deleted: true as const };
  ctx.store.put("customer", customer.id, stub);
  emitEvent(ctx, "customer.deleted", customer);
  return stub;
}
