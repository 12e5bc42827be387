import { Hono } from "hono";
import { z } from "zod";
import { findRow } from "../api/find-row.ts";
import { onlyGiven } from "../api/only-given.ts";
import { advanceClock } from "../clock/advance-clock.ts";
import { agendaOf } from "../clock/agenda.ts";
import { onClockOf } from "../clock/on-test-clock.ts";
import { answerForInvoice } from "../payments/pay-invoice-now.ts";
import { contextOf, type Sandbox } from "../protocol/sandbox.ts";
import { readBody } from "./read-body.ts";

const advance = z.union([z.strictObject({ seconds: z.int().min(1) }), z.strictObject({ to: z.int().min(0) })]);
const settings = z.strictObject({
  retry_days: z.array(z.number().positive().max(60)).max(8).optional(),
  after_retries: z.enum(["canceled", "unpaid", "past_due"]).optional(),
  invoice_delay_seconds: z
    .int()
    .min(0)
    .max(7 * 24 * 3600)
    .optional(),
});

/** The sandbox's time, what it is set to do as it passes, and the buyer's answer that a renewal may wait for. */
export function clockControls(sandbox: Sandbox): Hono {
  const { store } = sandbox;
  const app = new Hono();

  app.get("/clock", (c) => c.json(describeClock()));

  app.post("/clock/advance", async (c) => {
    const given = readBody(advance, await c.req.text());
    const to = "to" in given ? given.to : contextOf(sandbox).now + given.seconds;
    const { from, steps } = await advanceClock(sandbox, to);
    return c.json({ ...describeClock(), from, steps });
  });

  app.post("/clock/settings", async (c) => {
    const given = readBody(settings, await c.req.text());
    const offset_seconds = store.get("clock", "clock")?.offset_seconds ?? 0;
    const next = { ...contextOf(sandbox).settings, ...onlyGiven(given) };
    store.put("clock", "clock", { id: "clock", offset_seconds, settings: next });
    return c.json(describeClock());
  });

  app.post("/invoices/:id/authenticate", async (c) => {
    const { answer } = readBody(z.strictObject({ answer: z.enum(["pass", "fail"]) }), await c.req.text());
    const ctx = contextOf(sandbox);
    return c.json(
      store.transact(() => {
        const invoice = findRow(ctx, "invoice", c.req.param("id"));
        return answerForInvoice(onClockOf(ctx, invoice), invoice, answer);
      }),
    );
  });

  function describeClock() {
    const { now, settings } = contextOf(sandbox);
    const next = agendaOf(store).next(Number.POSITIVE_INFINITY);
    return {
      now,
      iso: new Date(now * 1000).toISOString(),
      offset_seconds: store.get("clock", "clock")?.offset_seconds ?? 0,
      settings,
      next: next && { at: next.at, object: next.table, id: next.id },
    };
  }

  return app;
}
