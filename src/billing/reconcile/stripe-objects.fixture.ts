import type Stripe from "stripe";

/* What Stripe sends of a week and a lifetime, as far as it is read. */

/** Stripe counts in seconds. */
export const BOUGHT = 1_795_353_141;
export const WEEK_SECONDS = 7 * 86_400;

export function makeCharge(change: Partial<Stripe.Charge> = {}): Stripe.Charge {
  const charge = { id: "ch_1", amount: 1900, currency: "usd", amount_refunded: 0, paid: true, created: BOUGHT + 5 };
  return { ...charge, ...change } as Stripe.Charge;
}

export function makeInvoice(change: Partial<Stripe.Invoice> = {}): Stripe.Invoice {
  return {
    id: "in_1",
    status: "paid",
    created: BOUGHT + 9,
    lines: { data: [{ period: { start: BOUGHT, end: BOUGHT + WEEK_SECONDS } }] },
    amount_remaining: 0,
    next_payment_attempt: null,
    attempt_count: 1,
    hosted_invoice_url: "https://invoice.example/in_1",
    charge: makeCharge(),
    ...change,
  } as Stripe.Invoice;
}

export function makeItem(priceId: string, change: { unit_amount?: number | null; quantity?: number } = {}) {
  const { unit_amount = 1900, quantity = 1 } = change;
  return { price: { id: priceId, unit_amount }, quantity } as Stripe.SubscriptionItem;
}

export function makeSubscription(change: Partial<Stripe.Subscription> = {}, items = [makeItem("price_weekly")]) {
  return {
    id: "sub_1",
    customer: "cus_1",
    status: "active",
    items: { data: items },
    created: BOUGHT,
    current_period_start: BOUGHT + 1,
    current_period_end: BOUGHT + WEEK_SECONDS,
    cancel_at_period_end: false,
    ended_at: null,
    cancellation_details: null,
    discount: null,
    currency: "usd",
    latest_invoice: makeInvoice(),
    ...change,
  } as Stripe.Subscription;
}

export function makeSession(change: Partial<Stripe.Checkout.Session> = {}): Stripe.Checkout.Session {
  return {
    id: "cs_test_1",
    mode: "payment",
    status: "complete",
    payment_status: "paid",
    created: BOUGHT,
    payment_intent: { latest_charge: makeCharge() },
    ...change,
  } as Stripe.Checkout.Session;
}
