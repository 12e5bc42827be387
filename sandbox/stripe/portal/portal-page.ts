import { html } from "hono/html";
import type Stripe from "stripe";
import { money } from "../pages/describe-price.ts";
import { type Html, layout } from "../pages/layout.ts";
import { describeCard, describeInvoice, type PlanText, shortDate } from "./describe-plan.ts";

export interface PortalView {
  /** The address of this session, under which its pages and forms live. */
  base: string;
  returnUrl: string | null;
  email: string | null;
  headline: string | null;
  message: string | null;
  plans: readonly PlanText[];
  card: Stripe.PaymentMethod | null;
  invoices: readonly Stripe.Invoice[];
  offers: { cancel: boolean; card: boolean; invoices: boolean };
}

export function portalPage(view: PortalView): Html {
  return layout(
    "Plan and payments",
    html`${view.returnUrl ? html`<p class="return"><a href="${view.returnUrl}">Return to the site</a></p>` : ""}
<h1>${view.headline ?? "Plan and payments"}</h1>
${view.email ? html`<p class="quiet">${view.email}</p>` : ""}
${view.message ? html`<p class="note" role="status">${view.message}</p>` : ""}
<section aria-labelledby="plan"><h2 id="plan">Plan</h2>
${view.plans.length > 0 ? view.plans.map((plan) => planBlock(plan, view)) : html`<p>No plan at present. What you bought once stays yours and is not listed here.</p>`}
</section>
<section aria-labelledby="card"><h2 id="card">Card</h2>${cardBlock(view)}</section>
${view.offers.invoices ? html`<section aria-labelledby="invoices"><h2 id="invoices">Invoices</h2>${invoiceTable(view)}</section>` : ""}`,
    { wide: true },
  );
}

function planBlock(plan: PlanText, view: PortalView): Html {
  return html`<article class="plan">
<h3>${plan.name}</h3>
<p class="price">${plan.price}</p>
<p>${plan.state}</p>
${planAction(plan, view)}
</article>`;
}

function planAction(plan: PlanText, { base, offers }: PortalView): Html | "" {
  if (!offers.cancel) return "";
  const path = `${base}/subscriptions/${plan.id}`;
  if (!plan.isEnding) return html`<p><a class="button second" href="${path}/cancel">Cancel plan</a></p>`;
  return html`<form method="post" action="${path}/resume"><button class="second">Don't cancel</button></form>`;
}

function cardBlock({ base, card, offers }: PortalView): Html {
  return html`<p>${card ? describeCard(card) : "No card on file."}</p>
${offers.card ? html`<p><a class="button second" href="${base}/card">${card ? "Change card" : "Add a card"}</a></p>` : ""}`;
}

function invoiceTable({ base, invoices }: PortalView): Html {
  if (invoices.length === 0) return html`<p>Each payment of a plan will be listed here with its invoice.</p>`;
  return html`<div class="scroll" tabindex="0"><table class="list">
<thead><tr><th scope="col">Date</th><th scope="col">Total</th><th scope="col">State</th><th scope="col"><span class="hidden">Actions</span></th></tr></thead>
<tbody>${invoices.map((invoice) => invoiceRow(base, invoice))}</tbody>
</table></div>`;
}

function invoiceRow(base: string, invoice: Stripe.Invoice): Html {
  const sum = money(invoice.total, invoice.currency);
  const pay =
    invoice.status === "open"
      ? html`<form method="post" action="${base}/invoices/${invoice.id}/pay"><button>Pay ${sum}</button></form>`
      : "";
  const number = invoice.number ?? invoice.id;
  const link = invoice.hosted_invoice_url
    ? html`<a href="${invoice.hosted_invoice_url}">Invoice<span class="hidden"> ${number}</span></a>`
    : "";
  return html`<tr><th scope="row">${shortDate(invoice.created)}</th><td>${sum}</td><td>${describeInvoice(invoice)}</td><td>${pay}${link}</td></tr>`;
}
