import { Hono } from "hono";
import { z } from "zod";
import type { Sandbox } from "../protocol/sandbox.ts";
import { invalidRequest, resourceMissing } from "../protocol/stripe-fault.ts";
import type { Write } from "../store/journal.ts";
import { readBody } from "./read-body.ts";
import { ENDPOINTS, replaceState } from "./replace-state.ts";

const name = z.string().min(1).max(100);
const keep_webhook_endpoints = z.boolean().default(false);
const snapshot = z.strictObject({
  version: z.literal(1),
  rows: z.array(z.tuple([z.string(), z.string(), z.looseObject({ id: z.string() })])),
});
const restoreParams = z.strictObject({
  name: name.optional(),
  snapshot: snapshot.optional(),
  keep_webhook_endpoints,
});

/** The whole state kept aside and brought back; named ones live as long as the process. */
export function snapshotControls(sandbox: Sandbox): Hono {
  const { store } = sandbox;
  const kept = new Map<string, readonly Write[]>();
  const app = new Hono();

  app.post("/reset", async (c) => {
    const given = readBody(z.strictObject({ keep_webhook_endpoints }), await c.req.text());
    replaceState(sandbox, [], given.keep_webhook_endpoints ? ENDPOINTS : []);
    return c.json({ reset: true });
  });

  app.post("/snapshot", async (c) => {
    const given = readBody(z.strictObject({ name: name.optional() }), await c.req.text());
    const rows = store.rows();
    if (given.name === undefined) return c.json({ snapshot: { version: 1, rows } });
    kept.set(given.name, rows);
    return c.json({ name: given.name, rows: rows.length });
  });

  app.post("/restore", async (c) => {
    const given = readBody(restoreParams, await c.req.text());
    const rows = given.snapshot?.rows ?? find(given.name);
    replaceState(sandbox, rows, given.keep_webhook_endpoints ? ENDPOINTS : []);
    return c.json({ restored: true, rows: rows.length });
  });

  function find(wanted: string | undefined): readonly Write[] {
    if (wanted === undefined) throw invalidRequest("Give the name of a snapshot, or a snapshot.", "name");
    const rows = kept.get(wanted);
    if (!rows) throw resourceMissing("snapshot", wanted);
    return rows;
  }

  return app;
}
