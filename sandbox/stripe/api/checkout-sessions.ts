import { z } from "zod";
import { createSession, sessionParams } from "../checkout/create-session.ts";
import { expireSession } from "../checkout/expire-session.ts";
import { endpoint } from "../protocol/endpoint.ts";
import { isCreatedIn, listPage } from "../protocol/list-page.ts";
import * as p from "../protocol/params.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { findRow } from "./find-row.ts";

const PATH = "/v1/checkout/sessions";
const filters = z.strictObject({
  ...p.listing,
  created: p.createdRange.optional(),
  customer: p.id.optional(),
  customer_details: z.strictObject({ email: p.text }).optional(),
  payment_intent: p.id.optional(),
  status: z.enum(["complete", "expired", "open"]).optional(),
  subscription: p.id.optional(),
});

export const checkoutSessions = [
  endpoint("POST", PATH, sessionParams, createSession),

  endpoint("GET", PATH, filters, (ctx, params) =>
    listPage(PATH, ctx.store.all("checkout.session"), params, (session) => {
      if (params.customer && session.customer !== params.customer) return false;
      if (params.payment_intent && session.payment_intent !== params.payment_intent) return false;
      if (params.subscription && session.subscription !== params.subscription) return false;
      if (params.status && session.status !== params.status) return false;
      const { email } = params.customer_details ?? {};
      if (email && session.customer_details?.email !== email) return false;
      return isCreatedIn(params.created, session.created);
    }),
  ),

  endpoint("GET", `${PATH}/:id`, p.none, (ctx, _, id) => findRow(ctx, "checkout.session", id)),

  endpoint("GET", `${PATH}/:id/line_items`, z.strictObject(p.listing), (ctx, params, id) => {
    const { line_items } = findRow(ctx, "session_details", findRow(ctx, "checkout.session", id).id);
    // Lines keep the order they were given in; the page cutter expects the oldest first and prints the newest first.
    return listPage(`${PATH}/${id}/line_items`, line_items.toReversed(), params);
  }),

  endpoint("POST", `${PATH}/:id/expire`, p.none, (ctx, _, id) => {
    const session = findRow(ctx, "checkout.session", id);
    if (session.status !== "open") {
      const message = `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`;
      throw invalidRequest(message, "session");
    }
    return expireSession(ctx, session);
  }),
];
