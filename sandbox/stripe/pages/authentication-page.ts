import { html } from "hono/html";
import type Stripe from "stripe";
import { money } from "./describe-price.ts";
import { type Html, layout } from "./layout.ts";

/** Stands in for the bank's page. */
export function authenticationPage(session: Stripe.Checkout.Session): Html {
  const sum = money(session.amount_total ?? 0, session.currency ?? "usd");
  return layout(
    "Authenticate your payment",
    html`<h1>Your bank asks: is this you?</h1>
<p>A payment of <strong>${sum}</strong> is waiting for your approval. At a real bank you would confirm it in an app or with a code.</p>
<form method="post">
<button type="submit" name="answer" value="pass">Complete authentication</button>
<button type="submit" name="answer" value="fail" class="second">Fail authentication</button>
</form>`,
  );
}
