import type Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DAY, HOUR, type OnTime, openOnTime, WEEK } from "../test-support/open-on-time.ts";

let s: OnTime;
let stripe: Stripe;
let items: { price: string }[];
beforeEach(async () => {
  s = await openOnTime();
  stripe = s.stripe;
  items = [{ price: s.prices.weekly.id }];
});
afterEach(() => s.stop());

async function customerWith(card: string) {
  const { id } = await stripe.customers.create({ email: "ann@example.com" });
  const method = await stripe.paymentMethods.attach(card, { customer: id });
  await stripe.customers.update(id, { invoice_settings: { default_payment_method: method.id } });
  return { customer: id, method: method.id };
}

describe("a subscription made without the hosted page", () => {
  test("is paid with the customer's card and carries what it was given", async () => {
    const { customer } = await customerWith("pm_card_visa");
    const made = await stripe.subscriptions.create({
      customer,
      items,
      metadata: { userId: "user_1" },
      expand: ["latest_invoice"],
    });
    expect(made).toMatchObject({
      status: "active",
      metadata: { userId: "user_1" },
      default_payment_method: null,
      latest_invoice: { status: "paid", billing_reason: "subscription_create", amount_paid: 1900 },
    });
    await s.advance(WEEK + HOUR);
    expect(await s.latestInvoice(made.id)).toMatchObject({ status: "paid", billing_reason: "subscription_cycle" });
  });

  test("is incomplete when the card fails, refused when so asked, or left to the caller", async () => {
    const { customer } = await customerWith("pm_card_chargeCustomerFail");
    expect((await stripe.subscriptions.create({ customer, items })).status).toBe("incomplete");
    const strict = stripe.subscriptions.create({ customer, items, payment_behavior: "error_if_incomplete" });
    await expect(strict).rejects.toMatchObject({ type: "StripeCardError", statusCode: 402 });
    const later = await stripe.subscriptions.create({ customer, items, payment_behavior: "default_incomplete" });
    expect((await stripe.subscriptions.list({ customer, status: "all" })).data).toHaveLength(2);
    await stripe.invoices.pay(String(later.latest_invoice), { payment_method: "pm_card_visa" });
    expect((await stripe.subscriptions.retrieve(later.id)).status).toBe("active");
  });

  test("needs a card, a recurring price and a card of the customer's own", async () => {
    const { id: customer } = await stripe.customers.create();
    await expect(stripe.subscriptions.create({ customer, items })).rejects.toMatchObject({ code: "resource_missing" });
    const once = stripe.subscriptions.create({ customer, items: [{ price: s.prices.lifetime.id }] });
    await expect(once).rejects.toThrow("type=one_time");
    const { method } = await customerWith("pm_card_visa");
    const foreign = stripe.subscriptions.create({ customer, items, default_payment_method: method });
    await expect(foreign).rejects.toMatchObject({ param: "default_payment_method" });
    expect((await stripe.subscriptions.list({ status: "all" })).data).toEqual([]);
  });

  test("on trial costs nothing until the trial ends, then renews", async () => {
    const { customer } = await customerWith("pm_card_visa");
    const trial = await stripe.subscriptions.create({ customer, items, trial_period_days: 3 });
    expect(trial).toMatchObject({ status: "trialing", trial_end: trial.created + 3 * DAY });
    expect(await s.latestInvoice(trial.id)).toMatchObject({ status: "paid", amount_due: 0, payment_intent: null });
    await s.advance(3 * DAY);
    expect(await stripe.subscriptions.retrieve(trial.id)).toMatchObject({
      status: "active",
      current_period_end: trial.created + 3 * DAY + WEEK,
    });
    await s.advance(HOUR);
    expect(await s.latestInvoice(trial.id)).toMatchObject({ status: "paid", amount_paid: 1900 });
  });

  test("goes on with its customer's discount at each renewal", async () => {
    const { customer } = await customerWith("pm_card_visa");
    const coupon = await stripe.coupons.create({ duration: "forever", percent_off: 50 });
    await stripe.customers.update(customer, { coupon: coupon.id });
    const { id } = await stripe.subscriptions.create({ customer, items });
    await s.advance(WEEK + HOUR);
    const invoices = (await stripe.invoices.list({ subscription: id, status: "paid" })).data;
    expect(invoices.map(({ subtotal, amount_paid }) => [subtotal, amount_paid])).toEqual([
      [1900, 950],
      [1900, 950],
    ]);
    expect((await stripe.invoices.retrieveUpcoming({ subscription: id })).total).toBe(950);
  });

  test("can be told at once when to end", async () => {
    const { customer } = await customerWith("pm_card_visa");
    const made = await stripe.subscriptions.create({ customer, items, cancel_at_period_end: true });
    expect(made).toMatchObject({ cancel_at_period_end: true, cancel_at: made.current_period_end });
    await s.advance(WEEK);
    expect((await stripe.subscriptions.retrieve(made.id)).status).toBe("canceled");
    expect((await stripe.subscriptions.list({ status: "ended" })).data.map(({ id }) => id)).toEqual([made.id]);
    expect((await stripe.subscriptions.list({ customer })).data).toEqual([]);
  });
});

test("a card that is always declined can't be attached, and one is attached to one customer only", async () => {
  const { method } = await customerWith("pm_card_visa");
  const { id: customer } = await stripe.customers.create();
  await expect(stripe.paymentMethods.attach("pm_card_chargeDeclined", { customer })).rejects.toMatchObject({
    type: "StripeCardError",
    decline_code: "generic_decline",
  });
  await expect(stripe.paymentMethods.attach(method, { customer })).rejects.toMatchObject({ statusCode: 400 });
  expect((await stripe.paymentMethods.list({ customer, type: "card" })).data).toEqual([]);
});

test("a detached card is nobody's default any more", async () => {
  const { customer, method } = await customerWith("pm_card_visa");
  expect((await stripe.paymentMethods.detach(method)).customer).toBeNull();
  expect(await stripe.customers.retrieve(customer)).toMatchObject({
    invoice_settings: { default_payment_method: null },
  });
  const [event] = (await stripe.events.list({ type: "payment_method.detached" })).data;
  expect(event?.data.previous_attributes).toEqual({ customer });
  await expect(stripe.paymentMethods.detach(method)).rejects.toMatchObject({ statusCode: 400 });
});

test("the upcoming invoice shows the next period, and there is none once the subscription is to end", async () => {
  const { id, customer } = await s.subscribe();
  const { current_period_end } = await stripe.subscriptions.retrieve(id);
  const next = await stripe.invoices.retrieveUpcoming({ customer });
  expect(next).toMatchObject({ amount_due: 1900, billing_reason: "upcoming", subscription: id });
  expect(next.lines.data[0]?.period).toEqual({ start: current_period_end, end: current_period_end + WEEK });
  expect("id" in next).toBe(false);
  await stripe.subscriptions.update(id, { cancel_at_period_end: true });
  await expect(stripe.invoices.retrieveUpcoming({ subscription: id })).rejects.toMatchObject({
    code: "invoice_upcoming_none",
    statusCode: 404,
  });
});

test.each([
  ["keep_as_draft", "draft"],
  ["mark_uncollectible", "uncollectible"],
  ["void", "void"],
] as const)(
  "while collection is paused with %s, a renewal's invoice is %s and the subscription active",
  async (behavior, status) => {
    const { id } = await s.subscribe();
    await stripe.subscriptions.update(id, { pause_collection: { behavior } });
    await s.advance(WEEK + HOUR);
    expect((await s.latestInvoice(id)).status).toBe(status);
    const resumed = await stripe.subscriptions.update(id, { pause_collection: "" });
    expect(resumed).toMatchObject({ status: "active", pause_collection: null });
    await s.advance(WEEK);
    expect((await s.latestInvoice(id)).status).toBe("paid");
  },
);
