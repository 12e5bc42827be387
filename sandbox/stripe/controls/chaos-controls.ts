import { Hono } from "hono";
import { z } from "zod";
import { findRow } from "../api/find-row.ts";
import { onlyGiven } from "../api/only-given.ts";
import { contextOf, type Sandbox } from "../protocol/sandbox.ts";
import { endChaos, orderChaos, readChaos } from "../webhooks/chaos.ts";
import { chaosParams } from "../webhooks/chaos-order.ts";
import { redeliverEvent } from "../webhooks/redeliver-event.ts";
import { faultParams, randomFaultParams } from "./faults.ts";
import { readBody } from "./read-body.ts";
import { readSwitches, turnSwitches } from "./switches.ts";

const dropParams = z.union([
  z.strictObject({ times: z.int().min(0) }).transform(({ times }) => times),
  z.strictObject({ all: z.boolean() }).transform(({ all }) => (all ? -1 : 0)),
]);
const redelivery = z.strictObject({
  copies: z.int().min(1).max(20).default(1),
  delay_ms: z.int().min(0).max(3_600_000).default(0),
  api_version: z.string().min(1).max(40).optional(),
  livemode: z.boolean().optional(),
});

/** Trouble on demand: for the calls of the API, and for webhooks on their way. */
export function chaosControls(sandbox: Sandbox): Hono {
  const { store, courier, faults } = sandbox;
  const app = new Hono();

  app.post("/faults", async (c) => {
    const text = await c.req.text();
    const isRandom = "probability" in readBody(z.looseObject({}), text);
    if (isRandom) faults.randomize(readBody(randomFaultParams, text));
    else faults.plan(readBody(faultParams, text));
    return c.json({ faults: faults.list(), random: faults.random() });
  });
  app.delete("/faults", (c) => {
    faults.clear();
    return c.json({ faults: [], random: null });
  });

  app.post("/webhooks/pause", (c) => {
    turnSwitches(store, { webhooks_paused: true });
    courier.holdAll();
    return c.json(readSwitches(store));
  });
  app.post("/webhooks/resume", (c) => {
    turnSwitches(store, { webhooks_paused: false });
    courier.scheduleAll();
    return c.json(readSwitches(store));
  });
  app.post("/webhooks/drop", async (c) => {
    turnSwitches(store, { drop_events: readBody(dropParams, await c.req.text()) });
    return c.json(readSwitches(store));
  });

  app.get("/webhooks/chaos", (c) => c.json({ chaos: readChaos(store) }));
  app.post("/webhooks/chaos", async (c) => {
    return c.json({ chaos: orderChaos(store, readBody(chaosParams, await c.req.text())) });
  });
  app.delete("/webhooks/chaos", (c) => {
    endChaos(store);
    return c.json({ chaos: null });
  });

  app.post("/events/:id/redeliver", async (c) => {
    const { copies, delay_ms, ...given } = readBody(redelivery, await c.req.text());
    const event = findRow(contextOf(sandbox), "event", c.req.param("id"));
    const redelivering = redeliverEvent(store, event, { copies, waitMs: delay_ms, envelope: onlyGiven(given) });
    return c.json({ redelivering });
  });

  return app;
}
