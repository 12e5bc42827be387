import type Stripe from "stripe";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type OpenSandbox, openSandbox } from "../test-support/open-sandbox.ts";

let sandbox: OpenSandbox;
let stripe: Stripe;
let prices: Awaited<ReturnType<OpenSandbox["createPrices"]>>;
let now: Date;
const pass = (hours: number) => {
  now = new Date(now.getTime() + hours * 3_600_000);
};

beforeEach(async () => {
  now = new Date("2026-01-05T12:00:00Z");
  sandbox = await openSandbox({ now: () => now });
  stripe = sandbox.stripe;
  prices = await sandbox.createPrices();
});
afterEach(() => sandbox.stop());

const eventTypes = async () => (await stripe.events.list({ limit: 100 })).data.map((event) => event.type);

test("an open session expires by itself after 24 hours and can't be paid any more", async () => {
  const session = await sandbox.createSession(prices.lifetime.id, "payment");
  pass(23.9);
  expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe("open");
  pass(0.1);
  expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ status: "expired", url: null });
  expect((await eventTypes())[0]).toBe("checkout.session.expired");
  const late = await sandbox.submitCard(session.id);
  expect(late.status).toBe(410);
  expect(late.html).toContain("This checkout has expired");
});

test("a session expires when it was told to, between 30 minutes and 24 hours", async () => {
  const at = (minutes: number) => Math.floor(now.getTime() / 1000) + minutes * 60;
  const create = (expires_at: number) => sandbox.createSession(prices.lifetime.id, "payment", { expires_at });
  await expect(create(at(10))).rejects.toMatchObject({ param: "expires_at" });
  await expect(create(at(25 * 60))).rejects.toMatchObject({ param: "expires_at" });
  const session = await create(at(30));
  pass(0.5);
  expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe("expired");
});

test("only an open session can be expired by hand", async () => {
  const session = await sandbox.createSession(prices.weekly.id, "subscription");
  expect(await stripe.checkout.sessions.expire(session.id)).toMatchObject({ status: "expired" });
  await expect(stripe.checkout.sessions.expire(session.id)).rejects.toThrow("has a status of `expired`");
});

test("an incomplete subscription ends with its session, its invoice void and its intent canceled", async () => {
  const session = await sandbox.createSession(prices.weekly.id, "subscription");
  await sandbox.submitCard(session.id, { number: "4000000000000002" });
  await stripe.checkout.sessions.expire(session.id);
  const [subscription] = (
    await stripe.subscriptions.list({ status: "all", expand: ["data.latest_invoice.payment_intent"] })
  ).data;
  expect(subscription).toMatchObject({
    status: "incomplete_expired",
    latest_invoice: { status: "void", payment_intent: { status: "canceled" } },
  });
});

test("a paid session says so instead of asking again", async () => {
  const session = await sandbox.createSession(prices.lifetime.id, "payment");
  await sandbox.submitCard(session.id);
  const again = await fetch(`${sandbox.origin}/c/pay/${session.id}`);
  expect(await again.text()).toContain("Already paid");
  expect((await fetch(`${sandbox.origin}/c/pay/cs_test_none`)).status).toBe(404);
});

test("a session whose customer was deleted meanwhile can't be paid, and says why", async () => {
  const customer = (await stripe.customers.create({ email: "a@example.com" })).id;
  const session = await sandbox.createSession(prices.weekly.id, "subscription", { customer });
  await stripe.customers.del(customer);
  const refused = await sandbox.submitCard(session.id);
  expect(refused.status).toBe(400);
  expect(refused.html).toContain("No such customer");
});

test("a delayed payment completes the session unpaid and settles later, either way", async () => {
  for (const outcome of ["succeeded", "failed"]) {
    const session = await sandbox.createSession(prices.weekly.id, "subscription");
    await sandbox.control(`/checkout-sessions/${session.id}/complete`, { payment_status: "unpaid" });
    const unpaid = await stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription"] });
    expect(unpaid).toMatchObject({
      status: "complete",
      payment_status: "unpaid",
      subscription: { status: "incomplete" },
    });
    await sandbox.control(`/checkout-sessions/${session.id}/async`, { outcome });
    const settled = await stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription"] });
    const good = outcome === "succeeded";
    expect(settled.payment_status).toBe(good ? "paid" : "unpaid");
    expect(settled.subscription).toMatchObject({ status: good ? "active" : "incomplete" });
    expect(await eventTypes()).toContain(`checkout.session.async_payment_${outcome}`);
  }
});

test("combinations that Stripe refuses are refused", async () => {
  const { weekly, lifetime } = prices;
  const customer = (await stripe.customers.create()).id;
  const subscription_data = { metadata: { a: "b" } };
  const payment_intent_data = { metadata: { a: "b" } };
  await expect(sandbox.createSession(weekly.id, "payment")).rejects.toThrow("passed a recurring price");
  await expect(sandbox.createSession(lifetime.id, "subscription")).rejects.toThrow();
  await expect(sandbox.createSession(lifetime.id, "payment", { subscription_data })).rejects.toThrow(
    "subscription_data",
  );
  await expect(sandbox.createSession(weekly.id, "subscription", { payment_intent_data })).rejects.toThrow(
    "payment_intent_data",
  );
  const both = { customer, customer_email: "a@example.com" };
  await expect(sandbox.createSession(lifetime.id, "payment", both)).rejects.toThrow("only specify one of");
  await stripe.prices.update(lifetime.id, { active: false });
  await expect(sandbox.createSession(lifetime.id, "payment")).rejects.toThrow("inactive");
  await stripe.customers.del(customer);
  await expect(sandbox.createSession(weekly.id, "subscription", { customer })).rejects.toMatchObject({
    param: "customer",
  });
});

test("sessions are found by status, customer and payment intent", async () => {
  const customer = (await stripe.customers.create({ email: "a@example.com" })).id;
  const paid = await sandbox.createSession(prices.lifetime.id, "payment", { customer });
  const open = await sandbox.createSession(prices.lifetime.id, "payment");
  await sandbox.control(`/checkout-sessions/${paid.id}/complete`);
  const { payment_intent } = await stripe.checkout.sessions.retrieve(paid.id);
  const idsOf = async (filter: Stripe.Checkout.SessionListParams) =>
    (await stripe.checkout.sessions.list(filter)).data.map((session) => session.id);
  expect(await idsOf({})).toEqual([open.id, paid.id]);
  expect(await idsOf({ customer })).toEqual([paid.id]);
  expect(await idsOf({ payment_intent: String(payment_intent) })).toEqual([paid.id]);
  expect(await idsOf({ status: "open" } as object)).toEqual([open.id]);
});

test("the receipt and the invoice of a purchase can be read", async () => {
  const session = await sandbox.createSession(prices.weekly.id, "subscription");
  await sandbox.submitCard(session.id);
  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ["invoice.charge"] });
  const invoice = done.invoice as Stripe.Invoice;
  const charge = invoice.charge as Stripe.Charge;
  for (const url of [charge.receipt_url, invoice.hosted_invoice_url, invoice.invoice_pdf]) {
    expect(await (await fetch(String(url))).text()).toContain("$19.00");
  }
});
