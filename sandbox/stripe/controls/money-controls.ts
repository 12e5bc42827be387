import { Hono } from "hono";
import { z } from "zod";
import { findRow } from "../api/find-row.ts";
import { applyPromotionCode, removePromotionCode } from "../checkout/apply-promotion-code.ts";
import { runDueWork } from "../checkout/run-due-work.ts";
import { moveDispute } from "../disputes/move-dispute.ts";
import { openDispute } from "../disputes/open-dispute.ts";
import type { Context } from "../protocol/context.ts";
import { contextOf, type Sandbox } from "../protocol/sandbox.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { FAILURE_REASONS, REFUND_OUTCOMES, settleRefund } from "../refunds/settle-refund.ts";
import { readBody } from "./read-body.ts";

const refundOutcome = z.strictObject({
  status: z.enum(REFUND_OUTCOMES),
  failure_reason: z.enum(FAILURE_REASONS).optional(),
});
const complaint = z.strictObject({
  reason: z.string().min(1).default("fraudulent"),
  inquiry: z.boolean().default(false),
  amount: z.int().min(1).optional(),
});
const disputeStep = z.strictObject({
  status: z.enum(["under_review", "won", "lost", "warning_under_review", "warning_closed", "needs_response"]),
});

/** What banks and cardholders do with money that was paid, and what a buyer types to pay less. */
export function moneyControls(sandbox: Sandbox): Hono {
  const app = new Hono();

  app.post("/refunds/:id", async (c) => {
    const { status, failure_reason } = readBody(refundOutcome, await c.req.text());
    const outcome = { status, ...(failure_reason ? { failure_reason } : {}) };
    return c.json(inTime((ctx) => settleRefund(ctx, findRow(ctx, "refund", c.req.param("id")), outcome)));
  });

  app.post("/charges/:id/dispute", async (c) => {
    const given = readBody(complaint, await c.req.text());
    return c.json(inTime((ctx) => openDispute(ctx, findRow(ctx, "charge", c.req.param("id")), given)));
  });

  app.post("/disputes/:id", async (c) => {
    const { status } = readBody(disputeStep, await c.req.text());
    return c.json(inTime((ctx) => moveDispute(ctx, findRow(ctx, "dispute", c.req.param("id")), status)));
  });

  app.post("/checkout-sessions/:id/promotion-code", async (c) => {
    const { code } = readBody(z.strictObject({ code: z.string().min(1).nullable() }), await c.req.text());
    return c.json(
      inTime((ctx) => {
        const session = findRow(ctx, "checkout.session", c.req.param("id"));
        if (code === null) return removePromotionCode(ctx, session);
        const result = applyPromotionCode(ctx, session, code);
        if (result.kind === "refused") throw invalidRequest(result.message, "code");
        return result.session;
      }),
    );
  });

  /** What is due by now comes first, as before every request. */
  function inTime<T>(work: (ctx: Context) => T): T {
    return sandbox.store.transact(() => {
      const ctx = contextOf(sandbox);
      runDueWork(ctx);
      return work(ctx);
    });
  }

  return app;
}
