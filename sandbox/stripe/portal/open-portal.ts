import type Stripe from "stripe";
import { z } from "zod";
import { findLiveCustomer } from "../api/find-row.ts";
import { buildPortalSession } from "../objects/build-portal-session.ts";
import type { Context } from "../protocol/context.ts";
import { randomBase62 } from "../protocol/make-id.ts";
import * as p from "../protocol/params.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import { findConfiguration } from "./find-configuration.ts";

type Session = Stripe.BillingPortal.Session;

const flowData = z.strictObject({
  after_completion: z
    .strictObject({
      hosted_confirmation: z.strictObject({ custom_message: p.text.optional() }).optional(),
      redirect: z.strictObject({ return_url: p.url }).optional(),
      type: z.enum(["hosted_confirmation", "portal_homepage", "redirect"]),
    })
    .optional(),
  subscription_cancel: z.strictObject({ subscription: p.id }).optional(),
  type: z.enum(["payment_method_update", "subscription_cancel"]),
});

export const portalParams = z.strictObject({
  configuration: p.id.optional(),
  customer: p.id,
  flow_data: flowData.optional(),
  locale: p.text.optional(),
  return_url: p.url.optional(),
});

/** A session whose address lets its bearer, and nobody else, act for the customer. */
export function openPortal(ctx: Context, params: z.output<typeof portalParams>): Session {
  const customer = findLiveCustomer(ctx, params.customer, "customer");
  const configuration = findConfiguration(ctx, params.configuration);
  const token = `test_${randomBase62(64)}`;
  const session = buildPortalSession(ctx.now, {
    configuration: configuration.id,
    customer: customer.id,
    flow: params.flow_data ? readFlow(ctx, params.flow_data, customer.id) : null,
    locale: (params.locale as Session["locale"] | undefined) ?? null,
    return_url: params.return_url ?? configuration.default_return_url,
    url: `${ctx.origin}/p/session/${token}`,
  });
  ctx.store.put("billing_portal.session", session.id, session);
  const unvisited = { used_at: null, message: null, authenticating: null };
  ctx.store.put("portal_visit", token, { id: token, session: session.id, ...unvisited });
  emitEvent(ctx, "billing_portal.session.created", session);
  return session;
}

function readFlow(ctx: Context, given: z.output<typeof flowData>, customer: string): Stripe.BillingPortal.Session.Flow {
  const { type, after_completion: after } = given;
  const redirect = after?.type === "redirect" ? after.redirect : undefined;
  if (after?.type === "redirect" && !redirect) throw missing("flow_data[after_completion][redirect]");
  return {
    after_completion: {
      hosted_confirmation:
        after?.type === "hosted_confirmation"
          ? { custom_message: after.hosted_confirmation?.custom_message ?? null }
          : null,
      redirect: redirect ?? null,
      type: after?.type ?? "portal_homepage",
    },
    subscription_cancel:
      type === "subscription_cancel"
        ? { retention: null, subscription: readCancelable(ctx, given.subscription_cancel?.subscription, customer) }
        : null,
    subscription_update: null,
    subscription_update_confirm: null,
    type,
  };
}

function readCancelable(ctx: Context, id: string | undefined, customer: string): string {
  const param = "flow_data[subscription_cancel][subscription]";
  if (!id) throw missing(param);
  const subscription = ctx.store.get("subscription", id);
  if (subscription?.customer !== customer) {
    throw invalidRequest(`The customer ${customer} has no subscription ${id}.`, param, "resource_missing");
  }
  if (subscription.status === "canceled" || subscription.status === "incomplete_expired") {
    throw invalidRequest(`The subscription ${id} has already ended.`, param);
  }
  if (subscription.cancel_at_period_end) {
    throw invalidRequest(`The subscription ${id} is already set to be canceled at period end.`, param);
  }
  return id;
}

function missing(param: string) {
  return invalidRequest(`Missing required param: ${param}.`, param, "parameter_missing");
}
