import { html } from "hono/html";
import type Stripe from "stripe";
import { describeInvoice } from "../portal/describe-plan.ts";
import { answerForm, payingMatter } from "./authentication-page.ts";
import { type CardFieldName, cardFields, errorSummary, type Typed, testCards } from "./card-form.ts";
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

export interface InvoiceView extends Typed<CardFieldName> {
  invoice: Stripe.Invoice;
  /** The bank has asked about its payment. */
  waits: boolean;
  /** What went wrong with the last payment. */
  failure: string | null;
}

/** What `hosted_invoice_url` leads to; `invoice_pdf` too, as there is no PDF here. */
export function invoicePage(view: InvoiceView): Html {
  const { invoice, waits } = view;
  const below =
    invoice.status !== "open" ? html`<p>${outcome(invoice)}</p>` : waits ? question(invoice) : payment(view);
  return document(`Invoice ${invoice.number ?? invoice.id}`, below, [
    ["Status", describeInvoice(invoice)],
    ["Total", money(invoice.total, invoice.currency)],
    ["Paid", money(invoice.amount_paid, invoice.currency)],
    ["Date", date(invoice.created)],
    ["Email", invoice.customer_email ?? "none"],
  ]);
}

function payment(view: InvoiceView): Html {
  const { invoice, failure } = view;
  return html`<h2>Pay with a card</h2>
${failure ? html`<p class="error" role="alert">${failure}</p>` : errorSummary(view, "Nothing was charged. Please correct:")}
<form method="post" action="/invoices/${invoice.id}" novalidate>
${cardFields(view)}
<button type="submit">Pay ${money(invoice.amount_remaining, invoice.currency)}</button>
</form>
${testCards()}`;
}

function question({ id, amount_remaining, currency }: Stripe.Invoice): Html {
  return html`<h2>Your bank asks: is this you?</h2>
<p>${payingMatter(money(amount_remaining, currency))}</p>
${answerForm(`/invoices/${id}`)}`;
}

function outcome({ status }: Stripe.Invoice): string {
  if (status === "paid") return "This invoice is paid. You can close this page.";
  if (status === "void") return "This invoice was voided. There is nothing to pay.";
  if (status === "uncollectible") return "This invoice was given up. It can no longer be paid here.";
  return "This invoice is a draft. It cannot be paid yet.";
}

function document(title: string, below: Html | "", rows: readonly [name: string, value: string][]): Html {
  const lines = rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`);
  return layout(title, html`<h1>${title}</h1><table>${lines}</table>${below}`, { fills: true });
}

function date(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toLocaleDateString("en-US", { dateStyle: "long", timeZone: "UTC" });
}
