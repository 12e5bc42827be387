import { html } from "hono/html";
import { TEST_CARDS } from "../payments/test-cards.ts";
import type { Html } from "./layout.ts";

/** What a form was sent and what is wrong with each field, to show it again. */
export interface Typed<Name extends string> {
  typed: Partial<Record<Name, string>>;
  errors: Partial<Record<Name, string>>;
}

export type CardFieldName = "number" | "expiry" | "cvc" | "name";

interface FieldText<Name extends string> {
  name: Name;
  label: string;
  autocomplete: string;
  type?: "email" | "text";
  hint?: string;
}

export function field<Name extends string>(form: Typed<Name>, text: FieldText<Name>): Html {
  const { name, label, autocomplete, type = "text", hint = "" } = text;
  const error = form.errors[name];
  const numeric = autocomplete.startsWith("cc-") && name !== "name" ? html` inputmode="numeric"` : "";
  const invalid = error ? html` aria-invalid="true" aria-describedby="${name}-error"` : "";
  return html`<p class="field"><label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${type}" value="${form.typed[name] ?? ""}" autocomplete="${autocomplete}" placeholder="${hint}" required${numeric}${invalid}>
${error ? html`<span class="field-error" id="${name}-error">${error}</span>` : ""}</p>`;
}

export function cardFields(form: Typed<CardFieldName>): Html {
  return html`${field(form, { name: "number", label: "Card number", autocomplete: "cc-number", hint: "1234 1234 1234 1234" })}
<div class="pair">
${field(form, { name: "expiry", label: "Expiry (MM / YY)", autocomplete: "cc-exp", hint: "MM / YY" })}
${field(form, { name: "cvc", label: "CVC", autocomplete: "cc-csc", hint: "123" })}
</div>
${field(form, { name: "name", label: "Name on card", autocomplete: "cc-name" })}`;
}

/** Every fault of the form in one place, each leading to its field. */
export function errorSummary({ errors }: Typed<string>, lead: string): Html {
  const names = Object.keys(errors);
  if (names.length === 0) return html``;
  const links = names.map((name) => html`<li><a href="#${name}">${errors[name]}</a></li>`);
  return html`<div class="error" role="alert"><p>${lead}</p><ul>${links}</ul></div>`;
}

export function testCards(): Html {
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
