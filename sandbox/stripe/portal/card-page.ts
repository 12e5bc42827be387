import { html } from "hono/html";
import { type CardFieldName, cardFields, errorSummary, type Typed, testCards } from "../pages/card-form.ts";
import { type Html, layout } from "../pages/layout.ts";

export function cardPage(base: string, form: Typed<CardFieldName>, message: string | null): Html {
  return layout(
    "Change card",
    html`<h1>Change card</h1>
<p class="quiet">The new card pays from now on. Nothing is charged today.</p>
${message ? html`<p class="error" role="alert">${message}</p>` : errorSummary(form, "The card was not changed. Please correct:")}
<form method="post" action="${base}/card" novalidate>
${cardFields(form)}
<button type="submit">Use this card</button>
</form>
<p class="back"><a href="${base}/home">Back</a></p>
${testCards()}`,
    { fills: true },
  );
}
