import { html } from "hono/html";
import type Stripe from "stripe";
import { type CardFieldName, cardFields, errorSummary, field, type Typed, testCards } from "./card-form.ts";
import { describeAction, describeLine, money, period } from "./describe-price.ts";
import { type Html, layout } from "./layout.ts";

export type FieldName = CardFieldName | "email";

export interface CheckoutView extends Typed<FieldName> {
  session: Stripe.Checkout.Session;
  lines: readonly Stripe.LineItem[];
  /** Known from the customer or the session, and then not asked again. */
  fixedEmail: string | null;
  /** What went wrong with the payment as a whole. */
  failure: string | null;
  promotionCode: string | null;
  codeFailure: string | null;
}

export function checkoutPage(view: CheckoutView): Html {
  const { session, lines } = view;
  const action = describeAction(session, lines);
  const asksCard = (session.amount_total ?? 0) > 0;
  return layout(
    action,
    html`<h1 class="small">Checkout</h1>
${lines.map(lineSummary)}
${renewal(lines)}
${discount(view)}
${view.failure ? html`<p class="error" role="alert">${view.failure}</p>` : errorSummary(view, "Nothing was charged. Please correct:")}
<form method="post" action="/c/pay/${session.id}" novalidate>
${emailField(view)}
${asksCard ? cardFields(view) : ""}
<button type="submit">${action}</button>
</form>
${session.cancel_url ? html`<p class="back"><a href="${session.cancel_url}">Back</a></p>` : ""}
${asksCard ? testCards() : ""}`,
    { fills: true },
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

function discount(view: CheckoutView): Html | "" {
  const { session, promotionCode } = view;
  const off = session.total_details?.amount_discount ?? 0;
  if (off === 0) return session.allow_promotion_codes ? codeForm(view) : "";
  const currency = session.currency ?? "usd";
  return html`<table class="totals">
<tr><th scope="row">Discount${promotionCode ? ` (${promotionCode})` : ""}</th><td>−${money(off, currency)}</td></tr>
<tr><th scope="row">Due today</th><td>${money(session.amount_total ?? 0, currency)}</td></tr>
</table>
${promotionCode ? html`<form method="post" action="/c/pay/${session.id}/promotion-code"><button class="quietly">Remove the code</button></form>` : ""}`;
}

function codeForm({ session, codeFailure }: CheckoutView): Html {
  const invalid = codeFailure ? html` aria-invalid="true" aria-describedby="code-error"` : "";
  return html`<form method="post" action="/c/pay/${session.id}/promotion-code" class="field">
<label for="code">Promotion code</label>
<span class="beside"><input id="code" name="code" autocomplete="off" required${invalid}><button class="second">Apply</button></span>
${codeFailure ? html`<span class="field-error" id="code-error" role="alert">${codeFailure}</span>` : ""}
</form>`;
}

function emailField(view: CheckoutView): Html {
  if (!view.fixedEmail) return field(view, { name: "email", label: "Email", autocomplete: "email", type: "email" });
  return html`<p class="field"><label for="email">Email</label>
<input id="email" name="email" type="email" value="${view.fixedEmail}" readonly></p>`;
}
