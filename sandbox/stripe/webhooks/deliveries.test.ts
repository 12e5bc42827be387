import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Stripe from "stripe";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type OpenSandbox, openSandbox } from "../test-support/open-sandbox.ts";
import { receiveWebhooks } from "../test-support/receive-webhooks.ts";
import { until } from "../test-support/until.ts";

let sandbox: OpenSandbox;
let hook: Awaited<ReturnType<typeof receiveWebhooks>>;
let status: number;

beforeEach(async () => {
  status = 200;
  sandbox = await openSandbox();
  hook = await receiveWebhooks(() => status);
});
afterEach(async () => {
  await sandbox.stop();
  await hook.close();
});

const listen = (enabled_events: Stripe.WebhookEndpointCreateParams["enabled_events"] = ["*"]) =>
  sandbox.stripe.webhookEndpoints.create({ enabled_events, url: hook.url });
const firstOf = async () => (await sandbox.stripe.events.list({ limit: 1 })).data[0];

test("an endpoint hears only the types it asked for, signed with its own secret", async () => {
  const endpoint = await listen(["product.created"]);
  const other = await listen(["customer.created"]);
  await sandbox.stripe.customers.create({});
  await sandbox.stripe.products.create({ name: "a" });
  await until("both", () => hook.received.length === 2);
  const product = hook.received.find(({ body }) => body.includes("product.created"));
  const { body = "", signature = "" } = product ?? {};
  expect(body).toContain('{\n  "id": "evt_');
  expect(Stripe.webhooks.constructEvent(body, signature, String(endpoint.secret)).type).toBe("product.created");
  expect(() => Stripe.webhooks.constructEvent(body, signature, String(other.secret))).toThrow();
  expect((await sandbox.stripe.webhookEndpoints.retrieve(endpoint.id)).secret).toBeUndefined();
});

test("a refused delivery is tried again until it is taken, and the event counts it", async () => {
  await listen();
  status = 500;
  await sandbox.stripe.customers.create({});
  await until("a second attempt", () => hook.received.length >= 2);
  expect((await firstOf())?.pending_webhooks).toBe(1);
  status = 200;
  await until("delivered", async () => (await firstOf())?.pending_webhooks === 0);
  expect(new Set(hook.received.map(({ body }) => (JSON.parse(body) as { id: string }).id)).size).toBe(1);
});

test("a delivery is given up after its last pause", async () => {
  await listen();
  status = 503;
  await sandbox.stripe.customers.create({});
  const deliveries = async () => {
    const state = (await (await fetch(`${sandbox.origin}/_sandbox/state`)).json()) as {
      deliveries: { state: string; attempts: object[] }[];
    };
    return state.deliveries;
  };
  await until("given up", async () => (await deliveries())[0]?.state === "failed");
  expect((await deliveries())[0]?.attempts).toHaveLength(4);
});

test("an absent endpoint does not hold the buyer", async () => {
  await hook.close();
  await listen();
  const { lifetime } = await sandbox.createPrices();
  const session = await sandbox.createSession(lifetime.id, "payment");
  const started = Date.now();
  expect((await sandbox.submitCard(session.id)).status).toBe(303);
  expect(Date.now() - started).toBeLessThan(2000);
});

test("paused deliveries wait for resume; dropped ones never come but can be sent by hand", async () => {
  await listen(["customer.created", "product.created"]);
  await sandbox.control("/webhooks/pause");
  await sandbox.stripe.customers.create({});
  await sandbox.control("/webhooks/resume");
  await until("the queued one", () => hook.types().includes("customer.created"));
  await sandbox.control("/webhooks/drop", { times: 1 });
  const dropped = await sandbox.stripe.products.create({ name: "dropped" });
  await sandbox.stripe.products.create({ name: "arrives" });
  await until("the one after", () => hook.received.some(({ body }) => body.includes("arrives")));
  expect(hook.received.some(({ body }) => body.includes(dropped.id))).toBe(false);
  const listed = await sandbox.stripe.events.list({ type: "product.created" });
  expect(listed.data).toHaveLength(2);
  await sandbox.control(`/events/${listed.data[1]?.id}/redeliver`);
  await until("the dropped one, by hand", () => hook.received.some(({ body }) => body.includes(dropped.id)));
});

test("a delivery not finished before a restart is finished after it", async () => {
  const stateFile = join(mkdtempSync(join(tmpdir(), "stripe-sandbox-")), "state.jsonl");
  const before = await openSandbox({ stateFile, webhookRetryDelaysMs: [50, 50] });
  await before.stripe.webhookEndpoints.create({ enabled_events: ["*"], url: hook.url });
  status = 500;
  const customer = await before.stripe.customers.create({});
  await until("a failed attempt", () => hook.received.length === 1);
  await before.stop();
  status = 200;
  const after = await openSandbox({ stateFile });
  await until("delivered", async () => (await after.stripe.events.list()).data[0]?.pending_webhooks === 0);
  expect(hook.received.at(-1)?.body).toContain(customer.id);
  await after.stop();
});
