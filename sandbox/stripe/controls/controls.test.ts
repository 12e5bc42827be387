import type Stripe from "stripe";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type OpenSandbox, openSandbox } from "../test-support/open-sandbox.ts";
import { until } from "../test-support/until.ts";

let sandbox: OpenSandbox;
let stripe: Stripe;
beforeEach(async () => {
  sandbox = await openSandbox();
  stripe = sandbox.stripe;
});
afterEach(() => sandbox.stop());

const count = async () => (await stripe.customers.list()).data.length;

test("an ordered error answers the next matching calls only, and nothing is done", async () => {
  await sandbox.control("/faults", { method: "POST", path: "/v1/customers", kind: "error", status: 503, times: 2 });
  await expect(stripe.customers.create()).rejects.toMatchObject({ statusCode: 503, type: "StripeAPIError" });
  await expect(stripe.products.create({ name: "a" })).resolves.toBeDefined();
  await expect(stripe.customers.create()).rejects.toMatchObject({ statusCode: 503 });
  expect(await count()).toBe(0);
  await expect(stripe.customers.create()).resolves.toBeDefined();
});

test("a failure can be remembered under its key, as Stripe remembers its own, though the work was done", async () => {
  await sandbox.control("/faults", { kind: "error_after_commit", remember: true });
  for (const replayed of [undefined, "true"]) {
    const failure = await stripe.customers.create({}, { idempotencyKey: "one" }).catch((error) => error);
    expect(failure).toMatchObject({ statusCode: 500 });
    expect(failure.headers["idempotent-replayed"]).toBe(replayed);
  }
  expect(await count()).toBe(1);
});

test("a rate limit is the SDK's rate limit error", async () => {
  await sandbox.control("/faults", { kind: "error", status: 429 });
  await expect(stripe.customers.create()).rejects.toMatchObject({ type: "StripeRateLimitError" });
});

test("a connection can be cut before the work or after it", async () => {
  // The SDK tries once more by itself after a cut, even with no retries configured.
  await sandbox.control("/faults", { method: "POST", kind: "reset", times: 2 });
  await expect(stripe.customers.create()).rejects.toMatchObject({ type: "StripeConnectionError" });
  expect(await count()).toBe(0);
  await sandbox.control("/faults", { method: "POST", kind: "reset_after_commit" });
  const retried = await stripe.customers.create({}, { idempotencyKey: "one" });
  expect(retried.lastResponse.headers["idempotent-replayed"]).toBe("true");
  expect(await count()).toBe(1);
});

test("a slow answer can be slow before the work or after it", async () => {
  const customer = await stripe.customers.create({ name: "old" });
  const readSlowly = async (kind: string) => {
    await sandbox.control("/faults", { method: "GET", path: `/v1/customers/${customer.id}`, kind, delayMs: 150 });
    const slow = stripe.customers.retrieve(customer.id);
    await until("the fault is taken", async () => {
      const state = (await (await fetch(`${sandbox.origin}/_sandbox/state`)).json()) as { faults: object[] };
      return state.faults.length === 0;
    });
    await stripe.customers.update(customer.id, { name: "new" });
    return (await slow) as Stripe.Customer;
  };
  expect((await readSlowly("delay_after_commit")).name).toBe("old");
  expect((await readSlowly("delay")).name).toBe("new");
});

test("faults can be called off", async () => {
  await sandbox.control("/faults", { kind: "error", times: 9 });
  await fetch(`${sandbox.origin}/_sandbox/faults`, { method: "DELETE" });
  expect(await count()).toBe(0);
});

test("a wrong control is refused with a reason", async () => {
  const answer = await sandbox.control("/faults", { kind: "earthquake" });
  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.body)).not.toContain("dashboard.stripe.com");
});

test("reset forgets everything, or all but the webhook endpoints", async () => {
  await stripe.webhookEndpoints.create({ enabled_events: ["*"], url: "http://127.0.0.1:9/" });
  await stripe.customers.create();
  await sandbox.control("/reset", { keep_webhook_endpoints: true });
  expect(await count()).toBe(0);
  expect((await stripe.webhookEndpoints.list()).data).toHaveLength(1);
  await sandbox.control("/reset");
  expect((await stripe.webhookEndpoints.list()).data).toHaveLength(0);
});

test("a subscription can be put in an odd state, and says so", async () => {
  const { weekly } = await sandbox.createPrices();
  const session = await sandbox.createSession(weekly.id, "subscription");
  await sandbox.control(`/checkout-sessions/${session.id}/complete`);
  const { subscription } = await stripe.checkout.sessions.retrieve(session.id);
  await sandbox.control(`/subscriptions/${subscription}`, { status: "past_due" });
  expect((await stripe.subscriptions.retrieve(String(subscription))).status).toBe("past_due");
  const [event] = (await stripe.events.list({ type: "customer.subscription.updated" })).data;
  expect(event?.data.previous_attributes).toEqual({ status: "active" });
  expect((await sandbox.control(`/subscriptions/${subscription}`, { nonsense: 1 })).status).toBe(400);
});

test("the front page says what this is and how to reach it", async () => {
  const html = await (await fetch(sandbox.origin)).text();
  expect(html).toContain("A local Stripe");
  expect(html).toContain(`port: ${sandbox.port}`);
});
