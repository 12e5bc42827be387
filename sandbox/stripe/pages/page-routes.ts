import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { portalRoutes } from "../portal/portal-routes.ts";
import type { Sandbox } from "../protocol/sandbox.ts";
import { StripeFault } from "../protocol/stripe-fault.ts";
import { CSS, SCRIPT } from "./assets.ts";
import { checkoutRoutes } from "./checkout-routes.ts";
import { DASHBOARD_CSS } from "./dashboard/dashboard-css.ts";
import { dashboardRoutes } from "./dashboard/dashboard-routes.ts";
import { hostedInvoiceRoutes } from "./hosted-invoice-routes.ts";
import { notice } from "./layout.ts";
import { receiptPage } from "./receipt-pages.ts";
import { sendPage } from "./send-page.ts";

/** What people see and not programs. */
export function pageRoutes(sandbox: Sandbox): Hono<{ Bindings: HttpBindings }> {
  const { store } = sandbox;
  const app = new Hono<{ Bindings: HttpBindings }>();

  app.onError((error, c) => {
    const known = error instanceof StripeFault;
    if (!known) sandbox.log(`page failed: ${error.stack}`);
    const text = known ? error.message : "The sandbox itself failed; its log says why.";
    return sendPage(c, notice("This could not be done", `${text} Nothing was charged.`), known ? 400 : 500);
  });
  app.notFound((c) => sendPage(c, notice("Nothing here", "The sandbox has no such page."), 404));

  app.get("/assets/sandbox.css", (c) =>
    c.body(CSS + DASHBOARD_CSS, 200, { "content-type": "text/css; charset=utf-8" }),
  );
  app.get("/assets/checkout.js", (c) => c.body(SCRIPT, 200, { "content-type": "text/javascript; charset=utf-8" }));

  app.route("/", checkoutRoutes(sandbox));
  app.route("/", portalRoutes(sandbox));
  app.route("/", hostedInvoiceRoutes(sandbox));
  app.route("/", dashboardRoutes(sandbox));

  app.get("/receipts/:id", (c) => {
    const charge = store.get("charge", c.req.param("id"));
    return charge ? sendPage(c, receiptPage(charge)) : c.notFound();
  });
  return app;
}
