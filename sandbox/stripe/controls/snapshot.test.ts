import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type Stripe from "stripe";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type OpenSandbox, openSandbox } from "../test-support/open-sandbox.ts";
import { receiveWebhooks } from "../test-support/receive-webhooks.ts";
import { until } from "../test-support/until.ts";

let sandbox: OpenSandbox;
let stripe: Stripe;
let hook: Awaited<ReturnType<typeof receiveWebhooks>>;
beforeEach(async () => {
  sandbox = await openSandbox();
  stripe = sandbox.stripe;
  hook = await receiveWebhooks();
});
afterEach(async () => {
  await sandbox.stop();
  await hook.close();
});

const names = async () => (await stripe.customers.list()).data.map((customer) => customer.name);

test("a named snapshot brings everything back, as often as asked", async () => {
  const customer = await stripe.customers.create({ name: "before" });
  await sandbox.control("/snapshot", { name: "start" });
  for (const round of ["one", "two"]) {
    await stripe.customers.update(customer.id, { name: round });
    await stripe.customers.create({ name: "after" });
    expect((await sandbox.control("/restore", { name: "start" })).status).toBe(200);
    expect(await names()).toEqual(["before"]);
  }
  expect((await sandbox.control("/restore", { name: "unknown" })).status).toBe(404);
});

test("a snapshot can be carried to another sandbox and survives its restart", async () => {
  await stripe.customers.create({ name: "carried" });
  const { body } = await sandbox.control("/snapshot");
  const stateFile = join(mkdtempSync(join(tmpdir(), "stripe-sandbox-")), "state.jsonl");
  const other = await openSandbox({ stateFile });
  await other.stripe.customers.create({ name: "gone" });
  expect((await other.control("/restore", body)).status).toBe(200);
  await other.stop();
  const again = await openSandbox({ stateFile });
  expect((await again.stripe.customers.list()).data.map((customer) => customer.name)).toEqual(["carried"]);
  await again.stop();
});

test("a snapshot of several megabytes can be brought back", async () => {
  const description = "x".repeat(3 * 1024 * 1024);
  const rows = [["customer", "cus_large", { id: "cus_large", object: "customer", description }]];
  expect((await sandbox.control("/restore", { snapshot: { version: 1, rows } })).status).toBe(200);
  expect((await sandbox.control("/snapshot", { name: "x".repeat(2 * 1024 * 1024) })).status).toBe(413);
});

test("deliveries that were waiting are made after a restore; later ones are forgotten", async () => {
  await stripe.webhookEndpoints.create({ enabled_events: ["*"], url: hook.url });
  await sandbox.control("/webhooks/pause");
  await stripe.customers.create({ name: "waiting" });
  await sandbox.control("/snapshot", { name: "paused" });
  await stripe.customers.create({ name: "forgotten" });
  await sandbox.control("/restore", { name: "paused" });
  await sandbox.control("/webhooks/resume");
  await until("the waiting one", () => hook.received.length === 1);
  await stripe.products.create({ name: "later" });
  await until("the later one", () => hook.types().includes("product.created"));
  expect(hook.received.some(({ body }) => body.includes("forgotten"))).toBe(false);
});

test("a delivery under way during a reset leaves nothing behind", async () => {
  await hook.close();
  let answer = 0;
  hook = await receiveWebhooks(() => answer);
  await stripe.webhookEndpoints.create({ enabled_events: ["*"], url: hook.url });
  await stripe.customers.create({ name: "under way" });
  await until("it is on its way", () => hook.received.length === 1);
  await sandbox.control("/reset", { keep_webhook_endpoints: true });
  answer = 200;
  hook.hangUp();
  await stripe.customers.create({ name: "fresh" });
  await until("the fresh one is counted", async () => (await stripe.events.list()).data[0]?.pending_webhooks === 0);
  const state = (await (await fetch(`${sandbox.origin}/_sandbox/state`)).json()) as { deliveries: object[] };
  expect(state.deliveries).toHaveLength(1);
});
