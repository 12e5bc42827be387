import { Hono } from "hono";
import type Stripe from "stripe";
import { sendPage } from "../pages/send-page.ts";
import { parseForm } from "../protocol/parse-form.ts";
import type { Sandbox } from "../protocol/sandbox.ts";
import { cancelPage, isReason } from "./cancel-page.ts";
import { cancelPlan, resumePlan } from "./change-plan.ts";
import { chargesToCome } from "./describe-debt.ts";
import { describePlan } from "./describe-plan.ts";
import { type Env, enterPortal, finishFlow, goBack, type Visit } from "./enter-portal.ts";
import { liveSubscriptions } from "./live-subscriptions.ts";

/** Canceling, with a question first, and taking it back. */
export function planRoutes(sandbox: Sandbox): Hono<Env> {
  const app = new Hono<Env>();

  app.get("/subscriptions/:id/cancel", (c) =>
    enterPortal(sandbox, c, (visit) => {
      const { cancellation_reason: reason, enabled, mode } = visit.configuration.features.subscription_cancel;
      const plan = findPlan(visit, c.req.param("id"));
      const text = plan && describePlan(visit.ctx, plan);
      if (!enabled || !text || text.isEnding) return c.redirect(`${visit.base}/home`, 303);
      const reasons = reason.enabled ? reason.options : [];
      return sendPage(c, cancelPage(`${visit.base}/home`, text, mode === "immediately", reasons));
    }),
  );

  app.post("/subscriptions/:id/cancel", async (c) => {
    const { reason } = parseForm(await c.req.text());
    return enterPortal(sandbox, c, (visit) => {
      const { enabled, mode } = visit.configuration.features.subscription_cancel;
      const plan = findPlan(visit, c.req.param("id"));
      if (!enabled || !plan) return goBack(c, visit, "There is no such plan to cancel.");
      const canceled = cancelPlan(visit.ctx, plan, mode, isReason(reason) ? reason : null);
      const { until, debt } = describePlan(visit.ctx, canceled);
      const done = mode === "immediately" ? "Your plan has ended." : `Your plan ends on ${until}.`;
      return finishFlow(c, visit, "subscription_cancel", `${done} ${chargesToCome(debt)}`);
    });
  });

  app.post("/subscriptions/:id/resume", (c) =>
    enterPortal(sandbox, c, (visit) => {
      const plan = findPlan(visit, c.req.param("id"));
      if (!plan) return goBack(c, visit, "This plan has ended and cannot be continued.");
      const { state } = describePlan(visit.ctx, resumePlan(visit.ctx, plan));
      return goBack(c, visit, `Your plan goes on. ${state}`);
    }),
  );

  return app;
}

/** Only the visitor's own, and only while it lives. */
function findPlan({ ctx, customer }: Visit, id: string): Stripe.Subscription | undefined {
  return liveSubscriptions(ctx.store, customer.id).find((subscription) => subscription.id === id);
}
