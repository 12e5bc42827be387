import { html } from "hono/html";
import { type Html, layout } from "./layout.ts";

/** Stands in for the bank's page. `matter` is what the bank asks about; `action` is where the answer goes. */
export function authenticationPage(matter: Html, action: string): Html {
  return layout(
    "Your bank asks",
    html`<h1>Your bank asks: is this you?</h1>
<p>${matter} At a real bank you would confirm it in an app or with a code.</p>
${answerForm(action)}`,
  );
}

export function answerForm(action: string): Html {
  return html`<form method="post" action="${action}">
<button name="answer" value="pass">Complete authentication</button>
<button name="answer" value="fail" class="second">Fail authentication</button>
</form>`;
}

export function payingMatter(sum: string): Html {
  return html`A payment of <strong>${sum}</strong> is waiting for your approval.`;
}
