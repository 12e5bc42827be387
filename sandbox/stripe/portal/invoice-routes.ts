import { Hono } from "hono";
import type Stripe from "stripe";
import { authenticationPage, payingMatter } from "../pages/authentication-page.ts";
import { money } from "../pages/describe-price.ts";
import { sendPage } from "../pages/send-page.ts";
import { answerForInvoice, payInvoiceNow, waitsForBuyer } from "../payments/pay-invoice-now.ts";
import { parseForm } from "../protocol/parse-form.ts";
import type { Sandbox } from "../protocol/sandbox.ts";
import { cardOnFile } from "./describe-plan.ts";
import { type Env, enterPortal, goBack, type Visit } from "./enter-portal.ts";

const PAID = "The invoice is paid.";

/** Paying what is open with the card on file; the bank's question is answered here too. */
export function invoiceRoutes(sandbox: Sandbox): Hono<Env> {
  const { store } = sandbox;
  const app = new Hono<Env>();

  app.post("/invoices/:id/pay", (c) =>
    enterPortal(sandbox, c, (visit) => {
      const invoice = store.get("invoice", c.req.param("id"));
      if (invoice?.customer !== visit.customer.id) return goBack(c, visit, "There is no such invoice.");
      if (invoice.status !== "open") return goBack(c, visit, "This invoice needs no payment.");
      if (!cardOnFile(store, visit.customer)) return goBack(c, visit, "Add a card first; then pay the invoice.");
      const result = payInvoiceNow(visit.ctx, invoice);
      if (!("fault" in result)) return goBack(c, visit, PAID);
      if (waitsForBuyer(store, invoice)) return c.redirect(bankPath(visit, invoice), 303);
      return goBack(c, visit, `${result.fault.message} Nothing was charged.`);
    }),
  );

  app.get("/invoices/:id/authenticate", (c) =>
    enterPortal(sandbox, c, (visit) => {
      const invoice = findWaiting(visit, c.req.param("id"));
      if (!invoice) return c.redirect(`${visit.base}/home`, 303);
      const matter = payingMatter(money(invoice.amount_due, invoice.currency));
      return sendPage(c, authenticationPage(matter, bankPath(visit, invoice)));
    }),
  );

  app.post("/invoices/:id/authenticate", async (c) => {
    const { answer } = parseForm(await c.req.text());
    return enterPortal(sandbox, c, (visit) => {
      const invoice = findWaiting(visit, c.req.param("id"));
      if (!invoice) return c.redirect(`${visit.base}/home`, 303);
      const { status } = answerForInvoice(visit.ctx, invoice, answer === "pass" ? "pass" : "fail");
      const refused = "Your bank did not approve the payment. Nothing was charged.";
      return goBack(c, visit, status === "paid" ? PAID : refused);
    });
  });

  return app;
}

function findWaiting({ ctx, customer }: Visit, id: string): Stripe.Invoice | null {
  const invoice = ctx.store.get("invoice", id);
  return invoice?.customer === customer.id && waitsForBuyer(ctx.store, invoice) ? invoice : null;
}

function bankPath({ base }: Visit, invoice: Stripe.Invoice): string {
  return `${base}/invoices/${invoice.id}/authenticate`;
}
