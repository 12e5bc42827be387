import { html } from "hono/html";
import type Stripe from "stripe";
import { answerForm } from "./authentication-page.ts";
import { money } from "./describe-price.ts";
import { type Html, layout } from "./layout.ts";

/** What `receipt_url` of a charge leads to. */
export function receiptPage(charge: Stripe.Charge): Html {
  return document(`Receipt for ${charge.id}`, "", [
    ["Paid", money(charge.amount_captured, charge.currency)],
    ["Refunded", money(charge.amount_refunded, charge.currency)],
    ["Date", date(charge.created)],
    ["Card", `ending ${charge.payment_method_details?.card?.last4 ?? "unknown"}`],
    ["Email", charge.billing_details.email ?? "none"],
  ]);
}

/**
 * What `hosted_invoice_url` leads to; `invoice_pdf` too, as there is no PDF here. `waits` says that the bank has asked
 * about its payment.
 */
export function invoicePage(invoice: Stripe.Invoice, waits: boolean): Html {
  const question = waits ? html`<h2>Your bank asks: is this you?</h2>${answerForm(`/invoices/${invoice.id}`)}` : "";
  return document(`Invoice ${invoice.number ?? invoice.id}`, question, [
    ["Status", invoice.status ?? "none"],
    ["Total", money(invoice.total, invoice.currency)],
    ["Paid", money(invoice.amount_paid, invoice.currency)],
    ["Date", date(invoice.created)],
    ["Email", invoice.customer_email ?? "none"],
  ]);
}

function document(title: string, below: Html | "", rows: readonly [name: string, value: string][]): Html {
  const lines = rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`);
  return layout(title, html`<h1>${title}</h1><table>${lines}</table>${below}`);
}

function date(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toLocaleDateString("en-US", { dateStyle: "long", timeZone: "UTC" });
}
