import { z } from "zod";
import { createPaymentMethod, detachPaymentMethod } from "../payments/create-payment-method.ts";
import { cardOfNumber, readCard } from "../payments/read-card.ts";
import { TEST_PAYMENT_METHODS } from "../payments/test-payment-methods.ts";
import type { Context } from "../protocol/context.ts";
import { endpoint } from "../protocol/endpoint.ts";
import { listPage } from "../protocol/list-page.ts";
import * as p from "../protocol/params.ts";
import { invalidRequest, StripeFault } from "../protocol/stripe-fault.ts";
import { mergeMetadata } from "../store/merge-metadata.ts";
import { attachToCustomer, findPaymentMethod } from "./find-payment-method.ts";
import { findLiveCustomer, findRow } from "./find-row.ts";

const PATH = "/v1/payment_methods";
const card = z.union([
  z.strictObject({ token: p.text }),
  z.strictObject({ number: p.text, exp_month: p.integer, exp_year: p.integer, cvc: p.text.optional() }),
]);
const creation = z.strictObject({
  billing_details: z.strictObject({ email: p.email.optional(), name: p.text.optional() }).optional(),
  card,
  metadata: p.metadata.optional(),
  type: z.enum(["card"]),
});
const filters = z.strictObject({ ...p.listing, customer: p.id.optional(), type: p.text.optional() });

/** Cards only. A number may be sent here as it may at Stripe with a test key. */
export const paymentMethods = [
  endpoint("POST", PATH, creation, (ctx, params) => {
    const { email = null, name = null } = params.billing_details ?? {};
    const method = createPaymentMethod(ctx, readGivenCard(ctx, params.card), { email, name });
    const named = { ...method, metadata: mergeMetadata({}, params.metadata) };
    ctx.store.put("payment_method", named.id, named);
    return named;
  }),

  endpoint("GET", PATH, filters, (ctx, params) =>
    listPage(PATH, ctx.store.all("payment_method"), params, (method) => {
      if (params.customer && method.customer !== params.customer) return false;
      return !params.type || method.type === params.type;
    }),
  ),

  endpoint("GET", `${PATH}/:id`, p.none, (ctx, _, id) => findRow(ctx, "payment_method", id)),

  endpoint("POST", `${PATH}/:id/attach`, z.strictObject({ customer: p.id }), (ctx, params, id) => {
    const customer = findLiveCustomer(ctx, params.customer, "customer");
    return attachToCustomer(ctx, findPaymentMethod(ctx, id), customer.id);
  }),

  endpoint("POST", `${PATH}/:id/detach`, p.none, (ctx, _, id) => {
    const method = findRow(ctx, "payment_method", id);
    if (method.customer) return detachPaymentMethod(ctx, method);
    throw invalidRequest(
      "The payment method you provided is not attached to a customer so detachment is impossible.",
      undefined,
      "payment_method_unexpected_state",
    );
  }),
];

function readGivenCard(ctx: Context, given: z.output<typeof card>) {
  const today = new Date(ctx.now * 1000);
  if ("token" in given) {
    const number = TEST_PAYMENT_METHODS[given.token.replace(/^tok_/, "pm_card_")];
    if (number) return cardOfNumber(number, today);
    throw invalidRequest(`No such token: '${given.token}'`, "card[token]", "resource_missing");
  }
  const expiry = `${given.exp_month} / ${given.exp_year}`;
  const cvc = given.cvc ?? (/^3[47]/.test(given.number) ? "1234" : "123");
  const read = readCard({ number: given.number, expiry, cvc }, today);
  if ("card" in read) return read.card;
  const [field, message] = Object.entries(read.errors)[0] ?? ["number", "Your card number is incorrect."];
  const code = field === "number" ? "incorrect_number" : field === "cvc" ? "invalid_cvc" : "invalid_expiry_year";
  throw new StripeFault(402, { type: "card_error", code, message });
}
