import { Hono, type Context as HonoContext } from "hono";
import { sendPage } from "../pages/send-page.ts";
import type { Sandbox } from "../protocol/sandbox.ts";
import { cardRoutes } from "./card-routes.ts";
import { cardOnFile, describePlan } from "./describe-plan.ts";
import { type Answer, type Env, enterPortal, type Visit } from "./enter-portal.ts";
import { invoiceRoutes } from "./invoice-routes.ts";
import { liveSubscriptions } from "./live-subscriptions.ts";
import { planRoutes } from "./plan-routes.ts";
import { portalPage } from "./portal-page.ts";
import { takeMessage } from "./visit-portal.ts";

/** The customer portal. Every form answers with a redirect; whoever has no valid token sees nothing. */
export function portalRoutes(sandbox: Sandbox): Hono<Env> {
  const app = new Hono<Env>().basePath("/p/session/:token");

  app.get("/", (c) =>
    enterPortal(sandbox, c, (visit) => {
      const start = flowStart(visit);
      return start ? c.redirect(start, 303) : showHome(c, visit);
    }),
  );
  app.get("/home", (c) => enterPortal(sandbox, c, (visit) => showHome(c, visit)));
  app.route("/", planRoutes(sandbox));
  app.route("/", cardRoutes(sandbox));
  app.route("/", invoiceRoutes(sandbox));

  return app;
}

function showHome(c: HonoContext<Env>, { ctx, base, visit, session, customer, configuration }: Visit): Answer {
  const { store } = ctx;
  const { features, business_profile } = configuration;
  const mine = store.all("invoice").filter((invoice) => invoice.customer === customer.id && invoice.status !== "draft");
  const view = {
    base,
    returnUrl: session.return_url,
    email: customer.email,
    headline: business_profile.headline,
    message: takeMessage(ctx, visit),
    plans: liveSubscriptions(store, customer.id).map((subscription) => describePlan(ctx, subscription)),
    card: cardOnFile(store, customer),
    invoices: mine.toReversed(),
    offers: {
      cancel: features.subscription_cancel.enabled,
      card: features.payment_method_update.enabled,
      invoices: features.invoice_history.enabled,
    },
  };
  return sendPage(c, portalPage(view));
}

function flowStart({ session, base }: Visit): string | null {
  const { flow } = session;
  if (flow?.type === "payment_method_update") return `${base}/card`;
  return flow?.subscription_cancel ? `${base}/subscriptions/${flow.subscription_cancel.subscription}/cancel` : null;
}
