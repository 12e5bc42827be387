import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import type Stripe from "stripe";
import { onClockOf } from "../clock/on-test-clock.ts";
import { answerForInvoice, waitsForBuyer } from "../payments/pay-invoice-now.ts";
import { portalRoutes } from "../portal/portal-routes.ts";
import { parseForm } from "../protocol/parse-form.ts";
import { contextOf, type Sandbox } from "../protocol/sandbox.ts";
import { StripeFault } from "../protocol/stripe-fault.ts";
import { CSS, SCRIPT } from "./assets.ts";
import { checkoutRoutes } from "./checkout-routes.ts";
import { DASHBOARD_CSS } from "./dashboard/dashboard-css.ts";
import { dashboardRoutes } from "./dashboard/dashboard-routes.ts";
import { notice } from "./layout.ts";
import { invoicePage, receiptPage } from "./receipt-pages.ts";
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
  app.route("/", dashboardRoutes(sandbox));

  app.get("/receipts/:id", (c) => {
    const charge = store.get("charge", c.req.param("id"));
    return charge ? sendPage(c, receiptPage(charge)) : c.notFound();
  });
  app.get("/invoices/:id/:file?", (c) => {
    const invoice = findInvoice(c.req.param("id"));
    return invoice ? sendPage(c, invoicePage(invoice, waitsForBuyer(store, invoice))) : c.notFound();
  });
  app.post("/invoices/:id", async (c) => {
    const answer = parseForm(await c.req.text()).answer === "pass" ? "pass" : "fail";
    const invoice = findInvoice(c.req.param("id"));
    if (!invoice) return c.notFound();
    const ctx = onClockOf(contextOf(sandbox), invoice);
    // The same answer sent twice: the first one told.
    if (waitsForBuyer(store, invoice)) store.transact(() => answerForInvoice(ctx, invoice, answer));
    return c.redirect(`/invoices/${invoice.id}`, 303);
  });

  /** What follows the id keeps addresses from being guessed; here the invoice's id is enough. */
  function findInvoice(address: string): Stripe.Invoice | undefined {
    return store.get("invoice", address.split("_").slice(0, 2).join("_"));
  }

  return app;
}
