import Stripe from "stripe";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type OpenSandbox, openSandbox } from "../test-support/open-sandbox.ts";
import { receiveWebhooks } from "../test-support/receive-webhooks.ts";
import { until } from "../test-support/until.ts";

let sandbox: OpenSandbox;
let hook: Awaited<ReturnType<typeof receiveWebhooks>>;
let secret: string;
let now: Date;

beforeEach(async () => {
  now = new Date("2026-03-02T10:00:00Z");
  sandbox = await openSandbox({ now: () => now });
  hook = await receiveWebhooks();
  const endpoint = await sandbox.stripe.webhookEndpoints.create({ enabled_events: ["*"], url: hook.url });
  secret = String(endpoint.secret);
});
afterEach(async () => {
  await sandbox.stop();
  await hook.close();
});

const chaos = (order: object) => sandbox.control("/webhooks/chaos", order);
/** What arrived, checked with Stripe's own code. */
const verified = () =>
  hook.received.map(({ body, signature }) => Stripe.webhooks.constructEvent(body, signature, secret));
const names = () => verified().map((event) => (event.data.object as Stripe.Customer).name);
const createNamed = (name: string) => sandbox.stripe.customers.create({ name });
const listed = async () => (await sandbox.stripe.events.list({ limit: 100 })).data;
const deliveries = async () => {
  const state = await (await fetch(`${sandbox.origin}/_sandbox/state`)).json();
  return (state as { deliveries: { state: string; event: string }[] }).deliveries;
};

test("a duplicated event arrives twice under one id and is counted down once", async () => {
  await chaos({ duplicate: 1 });
  await createNamed("a");
  await until("both copies", () => hook.received.length === 2);
  expect(new Set(verified().map((event) => event.id)).size).toBe(1);
  await until("both are recorded", async () => (await deliveries()).every(({ state }) => state === "delivered"));
  expect((await listed())[0]?.pending_webhooks).toBe(0);
});

test("a reordered event is overtaken by the next one", async () => {
  await chaos({ reorder: 1, times: 1 });
  await createNamed("first");
  await createNamed("second");
  await until("both", () => hook.received.length === 2);
  expect(names()).toEqual(["second", "first"]);
});

test("a reordered event comes all the same when nothing follows", async () => {
  await chaos({ reorder: 1, seed: 3 });
  await createNamed("alone");
  await until("the held one", () => hook.received.length === 1);
});

test("a delayed event comes late, and others are not held up by it", async () => {
  await chaos({ delay: { probability: 1, max_ms: 3_600_000 }, times: 1, seed: 1 });
  await createNamed("late");
  await createNamed("in time");
  await until("the one in time", () => hook.received.length === 1);
  expect(names()).toEqual(["in time"]);
  expect((await listed()).map((event) => event.pending_webhooks)).toEqual([0, 1]);
});

test("a dropped delivery is never made, but the API lists its event", async () => {
  await chaos({ drop: 1, times: 1 });
  await createNamed("dropped");
  await createNamed("arrives");
  await until("the second", () => hook.received.length === 1);
  expect(names()).toEqual(["arrives"]);
  expect(await listed()).toHaveLength(2);
});

test("the same seed drops the same events again", async () => {
  const run = async () => {
    await sandbox.control("/reset", { keep_webhook_endpoints: true });
    await chaos({ drop: 0.5, duplicate: 0.3, seed: 7 });
    for (const name of ["a", "b", "c", "d", "e", "f", "g", "h"]) await createNamed(name);
    return (await deliveries()).map(({ state }) => (state === "dropped" ? "dropped" : "sent"));
  };
  const first = await run();
  expect(new Set(first)).toEqual(new Set(["dropped", "sent"]));
  expect(await run()).toEqual(first);
});

test("events of a minute share one second while that is asked for", async () => {
  await chaos({ same_second: true });
  const created = async () => (await listed())[0]?.created;
  await createNamed("a");
  const second = await created();
  now = new Date("2026-03-02T10:00:40Z");
  await createNamed("b");
  expect(await created()).toBe(second);
  now = new Date("2026-03-02T10:01:01Z");
  await createNamed("c");
  expect(await created()).toBe(Date.parse("2026-03-02T10:01:01Z") / 1000);
});

test("an envelope can claim another API version and live mode, under a true signature", async () => {
  await chaos({ api_version: "2019-02-19", livemode: true });
  await createNamed("a");
  await until("it", () => hook.received.length === 1);
  expect(verified()[0]).toMatchObject({ api_version: "2019-02-19", livemode: true });
  expect((await listed())[0]).toMatchObject({ api_version: "2023-10-16", livemode: false });
});

test("one event can be sent again with trouble of its own", async () => {
  await createNamed("a");
  await until("the first", () => hook.received.length === 1);
  const [event] = await listed();
  const answer = await sandbox.control(`/events/${event?.id}/redeliver`, { copies: 3, livemode: true });
  expect(answer.body).toEqual({ redelivering: 3 });
  await until("the copies", () => hook.received.length === 4);
  expect(verified().map((told) => told.livemode)).toEqual([false, true, true, true]);
});

test("chaos ends when it is called off", async () => {
  expect((await chaos({ drop: 1 })).body.chaos).toMatchObject({ drop: 1, duplicate: 0, seed: expect.any(Number) });
  await fetch(`${sandbox.origin}/_sandbox/webhooks/chaos`, { method: "DELETE" });
  await createNamed("a");
  await until("it", () => hook.received.length === 1);
  expect((await chaos({ drop: 2 })).status).toBe(400);
});
