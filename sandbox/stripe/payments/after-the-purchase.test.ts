import type Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type OpenSandbox, openSandbox } from "../test-support/open-sandbox.ts";

let sandbox: OpenSandbox;
let stripe: Stripe;
let prices: Awaited<ReturnType<OpenSandbox["createPrices"]>>;
beforeEach(async () => {
  sandbox = await openSandbox();
  stripe = sandbox.stripe;
  prices = await sandbox.createPrices();
});
afterEach(() => sandbox.stop());

async function buy(mode: "payment" | "subscription") {
  const session = await sandbox.createSession(mode === "payment" ? prices.lifetime.id : prices.weekly.id, mode);
  await sandbox.control(`/checkout-sessions/${session.id}/complete`);
  return stripe.checkout.sessions.retrieve(session.id);
}

const newest = async (type: string) => (await stripe.events.list({ type, limit: 1 })).data[0];

describe("refunds", () => {
  test("take back a part, then the rest, then no more", async () => {
    const payment_intent = String((await buy("payment")).payment_intent);
    const part = await stripe.refunds.create({ payment_intent, amount: 4900, reason: "requested_by_customer" });
    expect(part).toMatchObject({ status: "succeeded", amount: 4900, payment_intent });
    const [charge] = (await stripe.charges.list({ payment_intent })).data;
    expect(charge).toMatchObject({ amount_refunded: 4900, refunded: false });
    await stripe.refunds.create({ payment_intent });
    expect((await newest("charge.refunded"))?.data).toMatchObject({
      object: { amount_refunded: 14900, refunded: true },
      previous_attributes: { amount_refunded: 4900, refunded: false },
    });
    expect((await stripe.refunds.list({ payment_intent })).data.map((refund) => refund.amount)).toEqual([10000, 4900]);
    await expect(stripe.refunds.create({ payment_intent })).rejects.toMatchObject({ code: "charge_already_refunded" });
    expect(await newest("refund.created")).toBeDefined();
  });

  test("are never more than what was paid", async () => {
    const payment_intent = String((await buy("payment")).payment_intent);
    await expect(stripe.refunds.create({ payment_intent, amount: 14901 })).rejects.toMatchObject({ param: "amount" });
  });

  test("and disputes of a payment can be listed while there are none", async () => {
    const payment_intent = String((await buy("payment")).payment_intent);
    expect((await stripe.refunds.list({ payment_intent })).data).toEqual([]);
    expect((await stripe.disputes.list({ payment_intent })).data).toEqual([]);
  });
});

describe("subscriptions", () => {
  test("can be set to end with their period, and resumed", async () => {
    const id = String((await buy("subscription")).subscription);
    const ending = await stripe.subscriptions.update(id, { cancel_at_period_end: true });
    expect(ending).toMatchObject({
      status: "active",
      cancel_at_period_end: true,
      cancel_at: ending.current_period_end,
    });
    expect((await newest("customer.subscription.updated"))?.data.previous_attributes).toMatchObject({
      cancel_at_period_end: false,
      cancel_at: null,
    });
    const resumed = await stripe.subscriptions.update(id, { cancel_at_period_end: false, metadata: { a: "b" } });
    expect(resumed).toMatchObject({
      cancel_at_period_end: false,
      cancel_at: null,
      canceled_at: null,
      metadata: { a: "b" },
    });
  });

  test("canceled now are over, announced, and only found among all", async () => {
    const id = String((await buy("subscription")).subscription);
    const canceled = await stripe.subscriptions.cancel(id);
    expect(canceled).toMatchObject({ status: "canceled", cancellation_details: { reason: "cancellation_requested" } });
    expect(canceled.ended_at).toBe(canceled.canceled_at);
    expect((await newest("customer.subscription.deleted"))?.data.object).toMatchObject({ id, status: "canceled" });
    expect((await stripe.subscriptions.list()).data).toEqual([]);
    expect((await stripe.subscriptions.list({ status: "all", price: prices.weekly.id })).data).toHaveLength(1);
    await expect(stripe.subscriptions.cancel(id)).rejects.toMatchObject({ statusCode: 404 });
    await expect(stripe.subscriptions.update(id, { cancel_at_period_end: true })).rejects.toMatchObject({
      statusCode: 400,
    });
  });

  test("end at once when their customer is deleted, which leaves a stub", async () => {
    const session = await buy("subscription");
    const customer = String(session.customer);
    expect(await stripe.customers.del(customer)).toEqual(expect.objectContaining({ id: customer, deleted: true }));
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ deleted: true });
    expect(await stripe.subscriptions.retrieve(String(session.subscription))).toMatchObject({ status: "canceled" });
    await expect(stripe.customers.update(customer, { name: "a" })).rejects.toMatchObject({ statusCode: 404 });
    expect(await newest("customer.deleted")).toBeDefined();
  });
});

test("metadata are merged key by key, and an empty value removes its key", async () => {
  const customer = await stripe.customers.create({ metadata: { a: "1", b: "2" } });
  const changed = await stripe.customers.update(customer.id, { metadata: { b: "", c: "3" } });
  expect(changed.metadata).toEqual({ a: "1", c: "3" });
  expect((await newest("customer.updated"))?.data.previous_attributes).toEqual({ metadata: { b: "2", c: null } });
  expect((await stripe.customers.update(customer.id, { metadata: "" as never })).metadata).toEqual({});
});

describe("an open invoice", () => {
  async function leaveIncomplete() {
    const session = await sandbox.createSession(prices.weekly.id, "subscription");
    await sandbox.control(`/checkout-sessions/${session.id}/complete`, { card: "4000000000000002" });
    const [subscription] = (await stripe.subscriptions.list({ status: "incomplete" })).data;
    const invoice = String(subscription?.latest_invoice);
    return { id: String(subscription?.id), invoice };
  }

  /** A card that some other purchase left on file. */
  async function cardOnFile(card: string) {
    const session = await sandbox.createSession(prices.weekly.id, "subscription");
    await sandbox.control(`/checkout-sessions/${session.id}/complete`, { card });
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription"] });
    return String((done.subscription as Stripe.Subscription).default_payment_method);
  }

  test("is paid with a card on file, which makes its subscription active", async () => {
    const { id, invoice } = await leaveIncomplete();
    await expect(stripe.invoices.pay(invoice)).rejects.toMatchObject({ statusCode: 400 });
    const paid = await stripe.invoices.pay(invoice, { payment_method: await cardOnFile("4242424242424242") });
    expect(paid).toMatchObject({ status: "paid", amount_remaining: 0, attempt_count: 1 });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe("active");
  });

  test("that meets a failing card answers 402 and keeps the failed charge", async () => {
    const { id, invoice } = await leaveIncomplete();
    const payment_method = await cardOnFile("4000000000000341");
    const refused = await stripe.invoices.pay(invoice, { payment_method }).catch((error) => error);
    expect(refused).toMatchObject({ type: "StripeCardError", statusCode: 402, decline_code: "generic_decline" });
    const after = await stripe.invoices.retrieve(invoice, { expand: ["charge"] });
    expect(after).toMatchObject({ status: "open", attempt_count: 1, charge: { status: "failed" } });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe("incomplete");
  });

  test("that is voided ends the subscription that never began", async () => {
    const { id, invoice } = await leaveIncomplete();
    expect(await stripe.invoices.voidInvoice(invoice)).toMatchObject({ status: "void" });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe("incomplete_expired");
    await expect(stripe.invoices.voidInvoice(invoice)).rejects.toMatchObject({ statusCode: 400 });
  });
});

test("invoices are found by customer, subscription and status, with their lines", async () => {
  const session = await buy("subscription");
  const subscription = String(session.subscription);
  const found = await stripe.invoices.list({ customer: String(session.customer), subscription, status: "paid" });
  expect(found.data).toHaveLength(1);
  expect((await stripe.invoices.listLineItems(String(session.invoice))).data).toMatchObject([
    { amount: 1900, subscription },
  ]);
  expect((await stripe.invoices.list({ status: "open" })).data).toEqual([]);
});
