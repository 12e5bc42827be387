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
import { chaosControls } from "./chaos-controls.ts";
import { clockControls } from "./clock-controls.ts";
import { describeState } from "./describe-state.ts";
import { moneyControls } from "./money-controls.ts";
import { readBody } from "./read-body.ts";
import { snapshotControls } from "./snapshot-controls.ts";

const completion = z.strictObject({
  card: z.string().default("4242424242424242"),
  email: z.string().optional(),
  name: z.string().default("Test Buyer"),
  payment_status: z.enum(["paid", "unpaid", "no_payment_required"]).default("paid"),
  authentication: z.enum(["pass", "fail"]).default("pass"),
});

/** For tests and operators: what a person or time would do at Stripe, and trouble on demand. */
export function controlRoutes(sandbox: Sandbox): Hono<{ Bindings: HttpBindings }> {
  const { store } = sandbox;
  const app = new Hono<{ Bindings: HttpBindings }>().basePath("/_sandbox");

  app.onError((error, c) => {
    const known = error instanceof StripeFault ? error : null;
    if (!known) sandbox.log(`control failed: ${error.stack}`);
    const fault = known ?? new StripeFault(500, { type: "api_error", message: error.message });
    return c.json(printFault(fault, null), fault.status as 400);
  });

  app.get("/state", (c) => c.json(describeState(sandbox)));

  /** How many deliveries are in each state, after all that is due by now has happened. */
  app.get("/deliveries", (c) => {
    store.transact(() => runDueWork(contextOf(sandbox)));
    const counts = { pending: 0, delivered: 0, failed: 0, dropped: 0 };
    for (const { state } of store.all("delivery")) counts[state] += 1;
    return c.json(counts);
  });

  app.route("/", chaosControls(sandbox));
  app.route("/", snapshotControls(sandbox));
  app.route("/", clockControls(sandbox));
  app.route("/", moneyControls(sandbox));

  app.post("/checkout-sessions/:id/complete", async (c) => {
    const given = readBody(completion, await c.req.text());
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
    const { outcome } = readBody(z.strictObject({ outcome: z.enum(["succeeded", "failed"]) }), await c.req.text());
    return c.json(
      store.transact(() => {
        const ctx = contextOf(sandbox);
        return settleDelayedPayment(ctx, findRow(ctx, "checkout.session", c.req.param("id")), outcome);
      }),
    );
  });

  app.post("/subscriptions/:id", async (c) => {
    const patch = readBody(z.record(z.string(), z.unknown()), await c.req.text());
    const ctx = contextOf(sandbox);
    const subscription = findRow(ctx, "subscription", c.req.param("id"));
    const unknown = Object.keys(patch).find((key) => !(key in subscription) || key === "id" || key === "object");
    if (unknown)
      throw invalidRequest(`A subscription has no ${unknown} that could be set.`, unknown, "parameter_unknown");
    return c.json(
      store.transact(() => changeRow(ctx, "subscription", subscription, patch, "customer.subscription.updated")),
    );
  });

  return app;
}
