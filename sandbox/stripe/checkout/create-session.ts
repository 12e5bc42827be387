import type Stripe from "stripe";
import { z } from "zod";
import { findLiveCustomer } from "../api/find-row.ts";
import { buildDiscount } from "../objects/build-discount.ts";
import { buildSession } from "../objects/build-session.ts";
import type { Context } from "../protocol/context.ts";
import * as p from "../protocol/params.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { mergeMetadata } from "../store/merge-metadata.ts";
import { checkOffer } from "./check-offer.ts";
import { discountSession } from "./discount-session.ts";
import { lineItem, readLineItems } from "./read-line-items.ts";

type Session = Stripe.Checkout.Session;

export const sessionParams = z.strictObject({
  allow_promotion_codes: p.flag.optional(),
  cancel_url: p.url.optional(),
  client_reference_id: z.string().min(1).max(200).optional(),
  customer: p.id.optional(),
  customer_creation: z.enum(["always", "if_required"]).optional(),
  customer_email: p.email.optional(),
  discounts: z
    .array(z.strictObject({ coupon: p.id.optional(), promotion_code: p.id.optional() }))
    .max(1)
    .optional(),
  expires_at: p.integer.optional(),
  line_items: z.array(lineItem).min(1).max(100),
  locale: p.text.optional(),
  metadata: p.metadata.optional(),
  mode: z.enum(["payment", "subscription"]),
  payment_intent_data: z
    .strictObject({
      description: p.text.optional(),
      metadata: p.metadata.optional(),
      setup_future_usage: z.enum(["off_session", "on_session"]).optional(),
    })
    .optional(),
  payment_method_collection: z.enum(["always", "if_required"]).optional(),
  payment_method_types: z.array(z.enum(["card"])).optional(),
  subscription_data: z.strictObject({ description: p.text.optional(), metadata: p.metadata.optional() }).optional(),
  success_url: p.url,
  ui_mode: z.enum(["hosted"]).optional(),
});

type Params = z.output<typeof sessionParams>;

export function createSession(ctx: Context, params: Params): Session {
  checkCombination(params);
  const customer = params.customer ? findLiveCustomer(ctx, params.customer, "customer") : null;
  const lines = readLineItems(ctx, params.mode, params.line_items);
  const total = lines.reduce((sum, line) => sum + line.amount_total, 0);
  const email = customer?.email ?? params.customer_email ?? null;
  const session = buildSession(ctx.now, ctx.origin, {
    allow_promotion_codes: params.allow_promotion_codes ?? null,
    amount_subtotal: total,
    amount_total: total,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    currency: lines[0]?.currency ?? null,
    customer: customer?.id ?? null,
    customer_creation: customerCreation(params),
    customer_details: email
      ? { address: null, email, name: null, phone: null, tax_exempt: "none", tax_ids: null }
      : null,
    customer_email: params.customer_email ?? null,
    expires_at: readExpiry(ctx, params.expires_at),
    locale: (params.locale as Session["locale"] | undefined) ?? null,
    metadata: mergeMetadata({}, params.metadata),
    mode: params.mode,
    payment_method_collection:
      params.payment_method_collection ?? (params.mode === "subscription" ? "always" : "if_required"),
    success_url: params.success_url,
  });
  ctx.store.put("checkout.session", session.id, session);
  ctx.store.put("session_details", session.id, {
    id: session.id,
    line_items: lines,
    subscription_metadata: mergeMetadata({}, params.subscription_data?.metadata),
    subscription_description: params.subscription_data?.description ?? null,
    intent_metadata: mergeMetadata({}, params.payment_intent_data?.metadata),
    intent_description: params.payment_intent_data?.description ?? null,
    setup_future_usage: params.payment_intent_data?.setup_future_usage ?? null,
    discount: null,
    customer: null,
    subscription: null,
    authenticating: null,
  });
  const discount = firstDiscount(ctx, session, params, customer);
  return discount ? discountSession(ctx, session, discount) : session;
}

/** What the caller put on the session; a subscription takes its customer's own discount otherwise. */
function firstDiscount(
  ctx: Context,
  session: Session,
  params: Params,
  customer: Stripe.Customer | null,
): Stripe.Discount | null {
  const [given] = params.discounts ?? [];
  if (!given) return params.mode === "subscription" ? (customer?.discount ?? null) : null;
  const { id: checkout_session, amount_subtotal, currency } = session;
  const owner = customer?.id ?? null;
  const order = { amount: amount_subtotal ?? 0, currency, customer: owner };
  const { coupon, promotion_code } = checkOffer(ctx, given, order, "discounts[0]");
  return buildDiscount(ctx.now, coupon, { checkout_session, customer: owner, promotion_code });
}

function checkCombination(params: Params): void {
  if (params.customer && params.customer_email) {
    throw invalidRequest("You may only specify one of these parameters: customer, customer_email.", "customer");
  }
  if (params.discounts && params.allow_promotion_codes !== undefined) {
    const message = "You may only specify one of these parameters: allow_promotion_codes, discounts.";
    throw invalidRequest(message, "allow_promotion_codes");
  }
  if (params.mode === "payment" && params.subscription_data) {
    throw invalidRequest("You can not pass `subscription_data` in `payment` mode.", "subscription_data");
  }
  if (params.mode === "subscription" && params.payment_intent_data) {
    throw invalidRequest("You can not pass `payment_intent_data` in `subscription` mode.", "payment_intent_data");
  }
  if (params.mode === "subscription" && params.customer_creation) {
    throw invalidRequest("`customer_creation` can only be used in `payment` and `setup` mode.", "customer_creation");
  }
  if (params.customer && params.customer_creation) {
    throw invalidRequest(
      "You may only specify one of these parameters: customer, customer_creation.",
      "customer_creation",
    );
  }
}

function customerCreation(params: Params): Session["customer_creation"] {
  if (params.customer) return null;
  return params.mode === "subscription" ? "always" : (params.customer_creation ?? "if_required");
}

function readExpiry(ctx: Context, given: number | undefined): number {
  if (given === undefined) return ctx.now + 24 * 3600;
  // The caller's clock and ours may be a little apart.
  if (given < ctx.now + 30 * 60 - 60) {
    const message = "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.";
    throw invalidRequest(message, "expires_at");
  }
  if (given > ctx.now + 24 * 3600 + 60) {
    const message = "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.";
    throw invalidRequest(message, "expires_at");
  }
  return given;
}
