import type { HttpBindings } from "@hono/node-server";
import { Hono, type Context as HonoContext } from "hono";
import { findRow } from "../../api/find-row.ts";
import { updateSubscription } from "../../api/update-subscription.ts";
import { runDueWork } from "../../checkout/run-due-work.ts";
import { onClockOf } from "../../clock/on-test-clock.ts";
import { moveDispute } from "../../disputes/move-dispute.ts";
import { openDispute } from "../../disputes/open-dispute.ts";
import { cancelSubscription } from "../../payments/cancel-subscription.ts";
import { refundCharge } from "../../payments/refund-charge.ts";
import { openPortal } from "../../portal/open-portal.ts";
import type { Context } from "../../protocol/context.ts";
import { parseForm } from "../../protocol/parse-form.ts";
import { contextOf, type Sandbox } from "../../protocol/sandbox.ts";
import { invalidRequest, StripeFault } from "../../protocol/stripe-fault.ts";
import { settleRefund } from "../../refunds/settle-refund.ts";
import { redeliverEvent } from "../../webhooks/redeliver-event.ts";
import { minorUnits } from "../describe-price.ts";
import type { Deed } from "./deed.ts";
import type { Note } from "./desk-layout.ts";
import { instrumentActions } from "./instrument-actions.ts";

type Env = { Bindings: HttpBindings };
type DisputeStatus = Parameters<typeof moveDispute>[2];

/** The forms of the dashboard. Each does its work, leaves a note and leads back to where it was sent from. */
export function dashboardActions(sandbox: Sandbox, tell: (note: Note) => void): Hono<Env> {
  const { store } = sandbox;
  const app = new Hono<Env>();

  app.post("/charges/:id/refund", (c) =>
    answer(c, ({ amount }, id) =>
      inTime((ctx) => {
        const charge = findRow(ctx, "charge", id);
        const part = amount === undefined ? undefined : minorUnits(String(amount), charge.currency);
        if (part === null) throw invalidRequest("Write the amount as 5 or 5.00.");
        const refund = refundCharge(ctx, charge, { amount: part, reason: null, metadata: {} });
        return `Refund ${refund.id} is ${refund.status}.`;
      }),
    ),
  );
  app.post("/refunds/:id/fail", (c) =>
    answer(c, (_, id) =>
      inTime((ctx) => {
        settleRefund(ctx, findRow(ctx, "refund", id), { status: "failed" });
        return "The refund failed and the money came back.";
      }),
    ),
  );
  app.post("/charges/:id/dispute", (c) =>
    answer(c, ({ inquiry }, id) =>
      inTime((ctx) => {
        const complaint = { reason: inquiry ? "general" : "fraudulent", inquiry: Boolean(inquiry) };
        const dispute = openDispute(ctx, findRow(ctx, "charge", id), complaint);
        return { to: `/objects/dispute/${dispute.id}` };
      }),
    ),
  );
  app.post("/disputes/:id", (c) =>
    answer(c, ({ status }, id) =>
      inTime((ctx) => {
        const moved = moveDispute(ctx, findRow(ctx, "dispute", id), String(status) as DisputeStatus);
        return `The dispute is ${moved.status.replaceAll("_", " ")} now.`;
      }),
    ),
  );
  app.post("/subscriptions/:id", (c) =>
    answer(c, ({ step }, id) =>
      inTime((given) => {
        const subscription = findRow(given, "subscription", id);
        const ctx = onClockOf(given, subscription);
        if (step === "cancel") return `The subscription is ${cancelSubscription(ctx, subscription).status}.`;
        const cancel_at_period_end = step === "cancel_at_period_end";
        updateSubscription(ctx, subscription, { cancel_at_period_end });
        return cancel_at_period_end ? "It ends with its period." : "It goes on.";
      }),
    ),
  );
  app.post("/customers/:id/portal", (c) =>
    answer(c, ({ back }, id) =>
      inTime((ctx) => {
        const return_url = sandbox.origin + localPath(back);
        return { to: openPortal(ctx, { customer: id, return_url }).url };
      }),
    ),
  );
  app.post("/events/:id/redeliver", (c) =>
    answer(c, (_, id) => {
      const event = findRow(contextOf(sandbox), "event", id);
      const count = redeliverEvent(store, event, { copies: 1, waitMs: 0, envelope: {} });
      return count === 0 ? "There is no enabled endpoint to send it to." : `On its way to ${count}.`;
    }),
  );
  app.route("/", instrumentActions(sandbox, answer));

  async function answer(c: HonoContext<Env>, deed: Deed): Promise<Response> {
    const form = parseForm(await c.req.text());
    try {
      const done = await deed(form, c.req.param("id") ?? "");
      if (typeof done !== "string") return c.redirect(done.to, 303);
      tell({ text: done, failed: false });
    } catch (error) {
      if (!(error instanceof StripeFault)) throw error;
      tell({ text: error.message, failed: true });
    }
    return c.redirect(localPath(form.back), 303);
  }

  function inTime<T>(work: (ctx: Context) => T): T {
    return store.transact(() => {
      const ctx = contextOf(sandbox);
      runDueWork(ctx);
      return work(ctx);
    });
  }

  return app;
}

/** Never to another host. */
function localPath(back: unknown): string {
  return typeof back === "string" && /^\/(?!\/)[\w./-]*$/.test(back) ? back : "/";
}
