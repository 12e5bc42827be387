import { html } from "hono/html";
import type Stripe from "stripe";
import { TEST_CARDS } from "../payments/test-cards.ts";
import { describeAction, describeLine, period } from "./describe-price.ts";
import { type Html, layout } from "./layout.ts";

export interface CheckoutView {
  session: Stripe.Checkout.Session;
  lines: readonly Stripe.LineItem[];
  /** Known from the customer or the session, and then not asked again. */
  fixedEmail: string | null;
  typed: Partial<Record<FieldName, string>>;
  errors: Partial<Record<FieldName, string>>;
  /** What went wrong with the payment as a whole. */
  failure: string | null;
}

export type FieldName = "email" | "number" | "expiry" | "cvc" | "name";

export function checkoutPage(view: CheckoutView): Html {
  const { session, lines } = view;
  const action = describeAction(session, lines);
  const asksCard = (session.amount_total ?? 0) > 0;
  return layout(
    action,
    html`<h1 class="small">Checkout</h1>
${lines.map(lineSummary)}
${renewal(lines)}
${errorSummary(view)}
<form method="post" action="/c/pay/${session.id}" novalidate>
${emailField(view)}
${asksCard ? cardFields(view) : ""}
<button type="submit">${action}</button>
</form>
${session.cancel_url ? html`<p class="back"><a href="${session.cancel_url}">Back</a></p>` : ""}
${asksCard ? testCards() : ""}`,
    true,
  );
}

function lineSummary(line: Stripe.LineItem): Html {
  const count = (line.quantity ?? 1) > 1 ? ` × ${line.quantity}` : "";
  return html`<section class="line">
<h2>${line.description}${count}</h2>
<p class="price">${describeLine(line)}</p>
</section>`;
}

function renewal(lines: readonly Stripe.LineItem[]): Html {
  const recurring = lines.find((line) => line.price?.recurring)?.price?.recurring;
  if (!recurring) return html`<p class="quiet">Charged once. It does not renew.</p>`;
  return html`<p class="quiet">Renews every ${period(recurring)} until canceled.</p>`;
}

function errorSummary({ errors, failure }: CheckoutView): Html {
  if (failure) return html`<p class="error" role="alert">${failure}</p>`;
  if (Object.keys(errors).length === 0) return html``;
  const names = (Object.keys(errors) as FieldName[]).map(
    (name) => html`<li><a href="#${name}">${errors[name]}</a></li>`,
  );
  return html`<div class="error" role="alert"><p>Nothing was charged. Please correct:</p><ul>${names}</ul></div>`;
}

function emailField(view: CheckoutView): Html {
  if (!view.fixedEmail) return field(view, "email", "Email", "email", "email");
  return html`<p class="field"><label for="email">Email</label>
<input id="email" name="email" type="email" value="${view.fixedEmail}" readonly></p>`;
}

function cardFields(view: CheckoutView): Html {
  return html`${field(view, "number", "Card number", "cc-number", "text", "1234 1234 1234 1234")}
<div class="pair">
${field(view, "expiry", "Expiry (MM / YY)", "cc-exp", "text", "MM / YY")}
${field(view, "cvc", "CVC", "cc-csc", "text", "123")}
</div>
${field(view, "name", "Name on card", "cc-name", "text")}`;
}

function field(view: CheckoutView, name: FieldName, label: string, complete: string, type: string, hint = ""): Html {
  const error = view.errors[name];
  const numeric = type === "text" && name !== "name" ? html` inputmode="numeric"` : "";
  const invalid = error ? html` aria-invalid="true" aria-describedby="${name}-error"` : "";
  return html`<p class="field"><label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${type}" value="${view.typed[name] ?? ""}" autocomplete="${complete}" placeholder="${hint}" required${numeric}${invalid}>
${error ? html`<span class="field-error" id="${name}-error">${error}</span>` : ""}</p>`;
}

function testCards(): Html {
  const rows = TEST_CARDS.filter((card) => card.listed).map((card) => {
    const spaced = card.number.replace(/(\d{4})(?=\d)/g, "$1 ");
    return html`<li><code>${spaced}</code> <span>${card.label}</span>
<button type="button" class="fill" data-card="${spaced}" hidden>Use<span class="hidden"> the card ending ${card.number.slice(-4)}</span></button></li>`;
  });
  return html`<section class="cards" aria-labelledby="cards">
<h2 id="cards">Test cards</h2>
<p class="quiet">Any future date and any three digits go with them.</p>
<ul>${rows}</ul>
</section>`;
}
