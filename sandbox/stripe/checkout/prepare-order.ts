import type Stripe from "stripe";
import { onClockOf } from "../clock/on-test-clock.ts";
import { buildCustomer } from "../objects/build-customer.ts";
import { buildDiscount } from "../objects/build-discount.ts";
import { createIntent } from "../payments/settle-intent.ts";
import { startSubscription } from "../payments/start-subscription.ts";
import type { Context } from "../protocol/context.ts";
import { makeId } from "../protocol/make-id.ts";
import { resourceMissing } from "../protocol/stripe-fault.ts";
import { changeRow } from "../store/change-row.ts";
import type { SessionDetails } from "../store/tables.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import { dropUsedDiscount } from "./drop-used-discount.ts";

type Session = Stripe.Checkout.Session;

export interface Order {
  customer: Stripe.Customer | null;
  intent: Stripe.PaymentIntent | null;
  subscription: Stripe.Subscription | null;
  invoice: Stripe.Invoice | null;
}

/** What an attempt needs before money moves: the customer, and the payment or the incomplete subscription. Made once. */
export function prepareOrder(
  ctx: Context,
  session: Session,
  payer: { email: string; name: string },
  free: boolean,
): Order {
  const details = ctx.store.get("session_details", session.id);
  if (!details) throw new Error(`session ${session.id} has no details`);
  const customer = findOrCreateCustomer(ctx, session, details, payer);
  if (session.mode === "payment") {
    const intent = free ? null : findOrCreateIntent(ctx, session, details, customer);
    return { customer, intent, subscription: null, invoice: null };
  }
  if (!customer) throw new Error("a subscription needs a customer");
  const subscription = findOrStartSubscription(ctx, session, details, customer, free);
  const invoice = ctx.store.get("invoice", String(subscription.latest_invoice)) ?? null;
  const intent = invoice?.payment_intent ? ctx.store.get("payment_intent", String(invoice.payment_intent)) : undefined;
  return { customer, intent: intent ?? null, subscription, invoice };
}

function findOrCreateCustomer(
  ctx: Context,
  session: Session,
  details: SessionDetails,
  payer: { email: string; name: string },
): Stripe.Customer | null {
  const known = session.customer ?? details.customer;
  if (known) {
    const customer = ctx.store.get("customer", String(known));
    if (!customer || customer.deleted) throw resourceMissing("customer", String(known), "customer");
    // Checkout fills in what the customer lacks and never overwrites what it has.
    const patch = { email: customer.email ?? payer.email, name: customer.name ?? (payer.name || null) };
    return changeRow<"customer", Stripe.Customer>(ctx, "customer", customer, patch, "customer.updated");
  }
  if (session.mode === "payment" && session.customer_creation !== "always") return null;
  const customer = buildCustomer(ctx.now, { email: payer.email, name: payer.name || null });
  ctx.store.put("customer", customer.id, customer);
  ctx.store.put("session_details", details.id, { ...details, customer: customer.id });
  emitEvent(ctx, "customer.created", customer);
  return customer;
}

function findOrCreateIntent(
  ctx: Context,
  session: Session,
  details: SessionDetails,
  customer: Stripe.Customer | null,
): Stripe.PaymentIntent {
  const made = session.payment_intent ? ctx.store.get("payment_intent", String(session.payment_intent)) : undefined;
  if (made) return made;
  const intent = createIntent(ctx, {
    amount: session.amount_total ?? 0,
    currency: session.currency ?? "usd",
    customer: customer?.id ?? null,
    description: details.intent_description,
    metadata: details.intent_metadata,
    setup_future_usage: details.setup_future_usage,
  });
  changeRow<"checkout.session", Session>(ctx, "checkout.session", session, { payment_intent: intent.id });
  return intent;
}

function findOrStartSubscription(
  ctx: Context,
  session: Session,
  details: SessionDetails,
  customer: Stripe.Customer,
  free: boolean,
): Stripe.Subscription {
  const made = details.subscription ? ctx.store.get("subscription", details.subscription) : undefined;
  if (made?.status === "incomplete") return made;
  const lines = details.line_items.flatMap(({ price, quantity }) =>
    price ? [{ price, quantity: quantity ?? 1 }] : [],
  );
  const own = details.discount?.checkout_session ? discountOfSubscription(ctx, details.discount, customer) : null;
  const started = startSubscription(ctx, {
    customer,
    lines,
    metadata: details.subscription_metadata,
    description: details.subscription_description,
    discount: free ? (session.amount_subtotal ?? 0) : (session.total_details?.amount_discount ?? 0),
    ...(own ? { more: { id: String(own.subscription), discount: own, discounts: [own.id] } } : {}),
  });
  // The customer's own discount waits for the payment; this attempt may come to nothing.
  const subscription = own ? dropUsedDiscount(ctx, started) : started;
  const latest = ctx.store.get("session_details", session.id) ?? details;
  ctx.store.put("session_details", session.id, { ...latest, subscription: subscription.id });
  return subscription;
}

/** The session's discount as the subscription will have it, and renewals go on to use it. */
function discountOfSubscription(ctx: Context, { coupon, promotion_code }: Stripe.Discount, customer: Stripe.Customer) {
  const { now } = onClockOf(ctx, { test_clock: customer.test_clock ?? null });
  const given = { customer: customer.id, promotion_code, subscription: makeId("sub") };
  const discount = buildDiscount(now, coupon, given);
  ctx.store.put("discount", discount.id, discount);
  emitEvent(ctx, "customer.discount.created", discount);
  return discount;
}
