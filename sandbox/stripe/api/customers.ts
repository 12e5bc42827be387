import type Stripe from "stripe";
import { z } from "zod";
import { giveCustomerDiscount, removeCustomerDiscount } from "../checkout/customer-discount.ts";
import { onClockOf } from "../clock/on-test-clock.ts";
import { buildCustomer } from "../objects/build-customer.ts";
import { cancelSubscription } from "../payments/cancel-subscription.ts";
import { detachPaymentMethod } from "../payments/create-payment-method.ts";
import type { Context } from "../protocol/context.ts";
import { endpoint } from "../protocol/endpoint.ts";
import { isCreatedIn, listPage } from "../protocol/list-page.ts";
import * as p from "../protocol/params.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { changeRow } from "../store/change-row.ts";
import { mergeMetadata } from "../store/merge-metadata.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import { attachToCustomer, findCustomersMethod, findPaymentMethod } from "./find-payment-method.ts";
import { findLiveCustomer, findRow } from "./find-row.ts";
import { onlyGiven } from "./only-given.ts";

const unset = z.literal("").transform(() => null);
const fields = z.strictObject({
  coupon: p.id.optional(),
  description: p.clearableText.optional(),
  email: z.union([p.email, unset]).optional(),
  invoice_settings: z.strictObject({ default_payment_method: z.union([unset, p.id]).optional() }).optional(),
  metadata: p.metadata.optional(),
  name: p.clearableText.optional(),
  phone: p.clearableText.optional(),
  promotion_code: p.id.optional(),
});

const creation = fields.extend({ payment_method: p.id.optional(), test_clock: p.id.optional() });

const filters = z.strictObject({
  ...p.listing,
  created: p.createdRange.optional(),
  email: p.text.optional(),
  test_clock: p.id.optional(),
});

export const customers = [
  endpoint("POST", "/v1/customers", creation, (given, params) => {
    const { metadata, payment_method, invoice_settings, coupon, promotion_code, ...fields } = params;
    const test_clock = fields.test_clock ? findRow(given, "test_helpers.test_clock", fields.test_clock).id : null;
    const ctx = onClockOf(given, { test_clock });
    const built = buildCustomer(ctx.now, { ...onlyGiven(fields), test_clock, metadata: mergeMetadata({}, metadata) });
    ctx.store.put("customer", built.id, built);
    if (payment_method) attachToCustomer(ctx, findPaymentMethod(ctx, payment_method, "payment_method"), built.id);
    const defaults = readDefaultMethod(ctx, built.id, invoice_settings);
    const customer = { ...built, invoice_settings: { ...built.invoice_settings, ...defaults } };
    ctx.store.put("customer", customer.id, customer);
    emitEvent(ctx, "customer.created", customer);
    return coupon || promotion_code ? giveCustomerDiscount(ctx, customer, { coupon, promotion_code }) : customer;
  }),

  endpoint("GET", "/v1/customers", filters, (ctx, params) =>
    listPage("/v1/customers", ctx.store.all("customer"), params, (customer) => {
      if (customer.deleted) return false;
      if (params.test_clock && customer.test_clock !== params.test_clock) return false;
      // Stripe compares e-mail addresses by their exact letters.
      return isCreatedIn(params.created, customer.created) && (!params.email || customer.email === params.email);
    }),
  ),

  endpoint("GET", "/v1/customers/:id", p.none, (ctx, _, id) => findRow(ctx, "customer", id)),

  endpoint("POST", "/v1/customers/:id", fields, (ctx, params, id) => {
    const { metadata, invoice_settings, coupon, promotion_code, ...given } = params;
    const customer = findLiveCustomer(ctx, id);
    const patch: Partial<Stripe.Customer> = {
      ...onlyGiven(given),
      metadata: mergeMetadata(customer.metadata, metadata),
      invoice_settings: { ...customer.invoice_settings, ...readDefaultMethod(ctx, id, invoice_settings) },
    };
    const at = onClockOf(ctx, customer);
    const changed = changeRow<"customer", Stripe.Customer>(at, "customer", customer, patch, "customer.updated");
    return coupon || promotion_code ? giveCustomerDiscount(at, changed, { coupon, promotion_code }) : changed;
  }),

  endpoint("DELETE", "/v1/customers/:id", p.none, (ctx, _, id) => deleteCustomer(ctx, findLiveCustomer(ctx, id))),

  endpoint("DELETE", "/v1/customers/:id/discount", p.none, (ctx, _none, id) => {
    const customer = findLiveCustomer(ctx, id);
    if (!customer.discount) {
      throw invalidRequest(`No active discount for customer: ${id}`, "id", "resource_missing", 404);
    }
    const { end: _, ...discount } = customer.discount;
    removeCustomerDiscount(ctx, customer);
    return { ...discount, deleted: true } satisfies Stripe.DeletedDiscount;
  }),

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

/** Only a card that is the customer's own can be the default. */
function readDefaultMethod(ctx: Context, customer: string, given: z.output<typeof fields>["invoice_settings"]) {
  const chosen = given?.default_payment_method;
  if (chosen === undefined) return {};
  const param = "invoice_settings[default_payment_method]";
  return { default_payment_method: chosen && findCustomersMethod(ctx, chosen, customer, param).id };
}

/** Ends the customer's subscriptions at once and lets go of its cards; what remains is a stub that says so. */
export function deleteCustomer(given: Context, customer: Stripe.Customer): Stripe.DeletedCustomer {
  const ctx = onClockOf(given, customer);
  for (const subscription of ctx.store.all("subscription")) {
    const live = subscription.status !== "canceled" && subscription.status !== "incomplete_expired";
    if (subscription.customer === customer.id && live) cancelSubscription(ctx, subscription);
  }
  for (const method of ctx.store.all("payment_method")) {
    if (method.customer === customer.id) detachPaymentMethod(ctx, method);
  }
  const stub = { id: customer.id, object: "customer" as const, deleted: true as const };
  ctx.store.put("customer", customer.id, stub);
  emitEvent(ctx, "customer.deleted", customer);
  return stub;
}
