import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import type Stripe from "stripe";
import { runDueWork } from "../checkout/run-due-work.ts";
import { onClockOf } from "../clock/on-test-clock.ts";
import { answerForInvoice, waitsForBuyer } from "../payments/pay-invoice-now.ts";
import { payWithNewCard } from "../payments/pay-with-new-card.ts";
import { parseForm } from "../protocol/parse-form.ts";
import { contextOf, type Sandbox } from "../protocol/sandbox.ts";
import { readCardForm } from "./read-payment.ts";
import { type InvoiceView, invoicePage } from "./receipt-pages.ts";
import { sendPage } from "./send-page.ts";

type Refusal = Pick<InvoiceView, "typed" | "failure">;

const BANK_REFUSED = "Your bank did not approve the payment. Nothing was charged; you can try another card.";

/** The hosted invoice page. What was refused is told after a redirect, so that Back and reload send nothing again. */
export function hostedInvoiceRoutes(sandbox: Sandbox): Hono<{ Bindings: HttpBindings }> {
  const { store } = sandbox;
  const app = new Hono<{ Bindings: HttpBindings }>();
  /** By invoice, until its next attempt. In memory only: a card's number is never written down. */
  const refusals = new Map<string, Refusal>();

  app.get("/invoices/:id/:file?", (c) => {
    const invoice = find(c.req.param("id"));
    return invoice ? sendPage(c, invoicePage({ ...view(invoice), ...refusals.get(invoice.id) })) : c.notFound();
  });

  /** The card, or the answer to the bank. Whatever was sent twice has been done by the first one. */
  app.post("/invoices/:id", async (c) => {
    const form = parseForm(await c.req.text());
    const invoice = find(c.req.param("id"));
    if (!invoice) return c.notFound();
    const ctx = onClockOf(contextOf(sandbox), invoice);
    const waits = waitsForBuyer(store, invoice);
    if (form.answer !== undefined) {
      const answer = form.answer === "pass" ? "pass" : "fail";
      if (waits) store.transact(() => answerForInvoice(ctx, invoice, answer));
      if (waits && answer === "fail") refusals.set(invoice.id, { typed: {}, failure: BANK_REFUSED });
    } else if (invoice.status === "open" && !waits) {
      const read = readCardForm(form, sandbox.clock());
      if (read.kind === "invalid") return sendPage(c, invoicePage({ ...view(invoice), ...read }), 400);
      refusals.delete(invoice.id);
      const result = store.transact(() => payWithNewCard(ctx, invoice, read));
      const refused = "fault" in result && result.fault.body.decline_code !== undefined;
      const failure = refused ? `${result.fault.message} Nothing was charged; you can try another card.` : null;
      if (failure) refusals.set(invoice.id, { typed: read.typed, failure });
    }
    return c.redirect(`/invoices/${invoice.id}`, 303);
  });

  /** What follows the id keeps addresses from being guessed; here the invoice's id is enough. */
  function find(address: string): Stripe.Invoice | undefined {
    store.transact(() => runDueWork(contextOf(sandbox)));
    return store.get("invoice", address.split("_").slice(0, 2).join("_"));
  }

  function view(invoice: Stripe.Invoice): InvoiceView {
    return { invoice, waits: waitsForBuyer(store, invoice), failure: null, typed: {}, errors: {} };
  }

  return app;
}
