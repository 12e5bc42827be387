import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { z } from "zod";
import { findRow } from "../api/find-row.ts";
import { paySession } from "../checkout/pay-session.ts";
import { runDueWork } from "../checkout/run-due-work.ts";
import { settleDelayedPayment } from "../checkout/settle-delayed-payment.ts";
import { cardOfNumber } from "../payments/read-card.ts";
import { contextOf, type Sandbox } from "../protocol/sandbox.ts";
import { invalidRequest, printFault, StripeFault } from "../protocol/stripe-fault.ts";
import { changeRow } from "../store/change-row.ts";
import type { Switches } from "../store/tables.ts";
import { queueDelivery } from "../webhooks/emit-event.ts";
import { describeState } from "./describe-state.ts";
import { faultParams } from "./faults.ts";

const completion = z.strictObject({
  card: z.string().default("4242424242424242"),
  email: z.string().optional(),
  name: z.string().default("Test Buyer"),
  payment_status: z.enum(["paid", "unpaid", "no_payment_required"]).default("paid"),
  authentication: z.enum(["pass", "fail"]).default("pass"),
});
const resetParams = z.strictObject({ keep_webhook_endpoints: z.boolean().default(false) });
const dropParams = z.union([
  z.strictObject({ times: z.int().min(0) }).transform(({ times }) => times),
  z.strictObject({ all: z.boolean() }).transform(({ all }) => (all ? -1 : 0)),
]);

/** For tests and operators: what a person or time would do at Stripe, and trouble on demand. */
export function controlRoutes(sandbox: Sandbox): Hono<{ Bindings: HttpBindings }> {
  const { store, courier, faults } = sandbox;
  const app = new Hono<{ Bindings: HttpBindings }>().basePath("/_sandbox");

  app.onError((error, c) => {
    const known = error instanceof StripeFault ? error : null;
    if (!known) sandbox.log(`control failed: ${error.stack}`);
    const fault = known ?? new StripeFault(500, { type: "api_error", message: error.message });
    return c.json(printFault(fault, "req_sandbox"), fault.status as 400);
  });

  app.get("/state", (c) => c.json(describeState(sandbox)));

  app.post("/reset", async (c) => {
    const { keep_webhook_endpoints } = read(resetParams, await c.req.text());
    courier.holdAll();
    faults.clear();
    store.reset(keep_webhook_endpoints ? ["webhook_endpoint", "endpoint_secret"] : []);
    return c.json({ reset: true });
  });

  app.post("/faults", async (c) => {
    faults.plan(read(faultParams, await c.req.text()));
    return c.json({ faults: faults.list() });
  });
  app.delete("/faults", (c) => {
    faults.clear();
    return c.json({ faults: [] });
  });

  app.post("/webhooks/pause", (c) => {
    turn({ webhooks_paused: true });
    courier.holdAll();
    return c.json(readSwitches());
  });
  app.post("/webhooks/resume", (c) => {
    turn({ webhooks_paused: false });
    courier.scheduleAll();
    return c.json(readSwitches());
  });
  app.post("/webhooks/drop", async (c) => {
    turn({ drop_events: read(dropParams, await c.req.text()) });
    return c.json(readSwitches());
  });

  app.post("/events/:id/redeliver", (c) => {
    const event = findRow(contextOf(sandbox), "event", c.req.param("id"));
    const endpoints = store.all("webhook_endpoint").filter((endpoint) => endpoint.status === "enabled");
    store.transact(() => {
      for (const endpoint of endpoints) queueDelivery(store, event.id, endpoint.id, "pending");
    });
    return c.json({ redelivering: endpoints.length });
  });

  app.post("/checkout-sessions/:id/complete", async (c) => {
    const given = read(completion, await c.req.text());
    const result = store.transact(() => {
      const ctx = contextOf(sandbox);
      runDueWork(ctx);
      const session = findRow(ctx, "checkout.session", c.req.param("id"));
      return paySession(ctx, session, {
        card: cardOfNumber(given.card, sandbox.clock()),
        email: session.customer_details?.email ?? given.email ?? "buyer@example.com",
        name: given.name,
        outcome: given.payment_status,
        authentication: given.authentication,
      });
    });
    if (result.kind === "closed") throw invalidRequest("This Checkout Session is no longer open.", "session");
    if (result.kind === "declined") {
      const { code, decline_code, message } = result.decline;
      throw new StripeFault(402, { type: "card_error", code, decline_code, message, payment_intent: result.intent });
    }
    return c.json(findRow(contextOf(sandbox), "checkout.session", c.req.param("id")));
  });

  app.post("/checkout-sessions/:id/async", async (c) => {
    const { outcome } = read(z.strictObject({ outcome: z.enum(["succeeded", "failed"]) }), await c.req.text());
    return c.json(
      store.transact(() => {
        const ctx = contextOf(sandbox);
        return settleDelayedPayment(ctx, findRow(ctx, "checkout.session", c.req.param("id")), outcome);
      }),
    );
  });

  app.post("/subscriptions/:id", async (c) => {
    const patch = read(z.record(z.string(), z.unknown()), await c.req.text());
    const ctx = contextOf(sandbox);
    const subscription = findRow(ctx, "subscription", c.req.param("id"));
    const unknown = Object.keys(patch).find((key) => !(key in subscription) || key === "id" || key === "object");
    if (unknown)
      throw invalidRequest(`A subscription has no ${unknown} that could be set.`, unknown, "parameter_unknown");
    return c.json(
      store.transact(() => changeRow(ctx, "subscription", subscription, patch, "customer.subscription.updated")),
    );
  });

  function readSwitches(): Switches {
    return store.get("switches", "switches") ?? { id: "switches", webhooks_paused: false, drop_events: 0 };
  }

  function turn(change: Partial<Switches>): void {
    store.put("switches", "switches", { ...readSwitches(), ...change });
  }

  return app;
}

/** An empty body stands for `{}`. */
function read<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(text || "{}");
  } catch {
    throw invalidRequest("The body must be JSON.");
  }
  const result = schema.safeParse(value);
  if (!result.success) throw invalidRequest(z.prettifyError(result.error));
  return result.data;
}
