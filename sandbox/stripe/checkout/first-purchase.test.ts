import Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type OpenSandbox, openSandbox } from "../test-support/open-sandbox.ts";
import { receiveWebhooks } from "../test-support/receive-webhooks.ts";
import { until } from "../test-support/until.ts";

let sandbox: OpenSandbox;
let hook: Awaited<ReturnType<typeof receiveWebhooks>>;
let secret: string;

beforeEach(async () => {
  sandbox = await openSandbox();
  hook = await receiveWebhooks();
  const endpoint = await sandbox.stripe.webhookEndpoints.create({ enabled_events: ["*"], url: hook.url });
  secret = String(endpoint.secret);
});
afterEach(async () => {
  await sandbox.stop();
  await hook.close();
});

/** Every webhook so far, checked with Stripe's own code. */
function verified(): Stripe.Event[] {
  return hook.received.map(({ body, signature }) => Stripe.webhooks.constructEvent(body, signature, secret));
}

describe("a one-time purchase", () => {
  test("is paid on the hosted page, leads to success_url and is announced by signed webhooks", async () => {
    const { lifetime } = await sandbox.createPrices();
    const session = await sandbox.createSession(lifetime.id, "payment", {
      payment_intent_data: { metadata: { userId: "user_1" } },
    });
    expect(session).toMatchObject({
      status: "open",
      payment_status: "unpaid",
      amount_total: 14900,
      payment_intent: null,
    });
    expect(session.id).toMatch(/^cs_test_a1[0-9A-Za-z]{56}$/);
    expect(session.url).toBe(`${sandbox.origin}/c/pay/${session.id}`);

    const page = await (await fetch(String(session.url))).text();
    expect(page).toContain("Pay $149.00");
    expect(page).toContain("$149.00 one-time");
    const paid = await sandbox.submitCard(session.id);
    expect(paid.status).toBe(303);
    expect(paid.location).toBe(`http://127.0.0.1:9/subscription/success?session_id=${session.id}`);
    // The redirect waited for the answer to this one.
    const completed = verified().find((event) => event.type === "checkout.session.completed");
    expect(completed?.data.object).toMatchObject({
      id: session.id,
      client_reference_id: "user_1",
      customer: null,
      metadata: { userId: "user_1" },
      mode: "payment",
      payment_status: "paid",
      status: "complete",
      url: null,
    });

    await until("all six events", () => hook.received.length >= 7);
    expect(hook.types().slice(-4).toSorted()).toEqual([
      "charge.succeeded",
      "checkout.session.completed",
      "payment_intent.created",
      "payment_intent.succeeded",
    ]);
    const done = await sandbox.stripe.checkout.sessions.retrieve(session.id, {
      expand: ["payment_intent.latest_charge", "line_items"],
    });
    const intent = done.payment_intent as Stripe.PaymentIntent;
    expect(intent).toMatchObject({ status: "succeeded", amount_received: 14900, metadata: { userId: "user_1" } });
    expect(intent.latest_charge).toMatchObject({ status: "succeeded", paid: true, payment_intent: intent.id });
    expect(done.line_items?.data[0]?.price?.id).toBe(lifetime.id);
    expect(done.customer_details).toMatchObject({ email: "buyer@example.com", name: "Test Buyer" });
  });

  test("sent twice at once is paid once", async () => {
    const { lifetime } = await sandbox.createPrices();
    const session = await sandbox.createSession(lifetime.id, "payment");
    const both = await Promise.all([sandbox.submitCard(session.id), sandbox.submitCard(session.id)]);
    expect(both.map((answer) => answer.status)).toEqual([303, 303]);
    expect((await sandbox.stripe.charges.list()).data).toHaveLength(1);
  });

  test("makes a customer when asked to", async () => {
    const { lifetime } = await sandbox.createPrices();
    const session = await sandbox.createSession(lifetime.id, "payment", { customer_creation: "always" });
    await sandbox.control(`/checkout-sessions/${session.id}/complete`);
    const done = await sandbox.stripe.checkout.sessions.retrieve(session.id, { expand: ["customer"] });
    expect(done.customer).toMatchObject({ email: "buyer@example.com", name: "Test Buyer" });
  });
});

describe("a weekly purchase", () => {
  test("starts an active subscription with its first invoice paid", async () => {
    const { weekly } = await sandbox.createPrices();
    const customer = await sandbox.stripe.customers.create({ email: "ann@example.com" });
    const session = await sandbox.createSession(weekly.id, "subscription", {
      customer: customer.id,
      subscription_data: { metadata: { userId: "user_1", planId: "weekly" } },
    });
    const page = await (await fetch(String(session.url))).text();
    expect(page).toContain("Subscribe for $19.00 per week");
    expect(page).toMatch(/id="email"[^>]*value="ann@example.com" readonly/);
    expect((await sandbox.submitCard(session.id)).status).toBe(303);

    const done = await sandbox.stripe.checkout.sessions.retrieve(session.id, {
      expand: ["subscription.latest_invoice.payment_intent.latest_charge"],
    });
    const subscription = done.subscription as Stripe.Subscription;
    expect(done).toMatchObject({
      status: "complete",
      payment_status: "paid",
      payment_intent: null,
      customer: customer.id,
    });
    expect(subscription).toMatchObject({ status: "active", metadata: { userId: "user_1", planId: "weekly" } });
    expect(subscription.current_period_end - subscription.current_period_start).toBe(7 * 24 * 3600);
    expect(subscription.items.data[0]?.price.id).toBe(weekly.id);
    expect(subscription.latest_invoice).toMatchObject({
      amount_paid: 1900,
      billing_reason: "subscription_create",
      payment_intent: { status: "succeeded", latest_charge: { status: "succeeded" } },
      status: "paid",
    });
    const methods = await sandbox.stripe.paymentMethods.list({ customer: customer.id });
    expect(methods.data.map((method) => method.id)).toEqual([subscription.default_payment_method]);

    const wanted = [
      "charge.succeeded",
      "checkout.session.completed",
      "customer.created",
      "customer.subscription.created",
      "customer.subscription.updated",
      "invoice.created",
      "invoice.finalized",
      "invoice.paid",
      "invoice.payment_succeeded",
      "payment_intent.created",
      "payment_intent.succeeded",
      "payment_method.attached",
    ];
    await until("every event of a first subscription", () => wanted.every((type) => hook.types().includes(type)));
    const updated = verified().find((event) => event.type === "customer.subscription.updated");
    expect(updated?.data.previous_attributes).toMatchObject({ status: "incomplete" });
  });

  test("of 100 % discount needs no payment", async () => {
    const { weekly } = await sandbox.createPrices();
    const session = await sandbox.createSession(weekly.id, "subscription");
    await sandbox.control(`/checkout-sessions/${session.id}/complete`, { payment_status: "no_payment_required" });
    const done = await sandbox.stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription", "invoice"] });
    expect(done).toMatchObject({ payment_status: "no_payment_required", amount_total: 0 });
    expect(done.subscription).toMatchObject({ status: "active" });
    expect(done.invoice).toMatchObject({ status: "paid", amount_paid: 0, payment_intent: null });
    expect((await sandbox.stripe.charges.list()).data).toEqual([]);
  });
});
