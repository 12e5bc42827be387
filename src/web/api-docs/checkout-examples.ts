import type { PlanId } from "../../contract/index.ts";

export const CHECKOUT_PATH = "/api/create-checkout-session";

export function curlExample(origin: string, userId: string, planId: PlanId): string {
  return `curl -X POST ${origin}${CHECKOUT_PATH} \\
  -H "Content-Type: application/json" \\
  -d '${JSON.stringify({ userId, planId })}'`;
}

export function fetchExample(userId: string, planId: PlanId): string {
  return `const response = await fetch("${CHECKOUT_PATH}", {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ userId: "${userId}", planId: "${planId}" }),
});
const body: { sessionId: string } | { error: string } = await response.json();
if ("error" in body) throw new Error(body.error);

// On to the payment page, with no script of Stripe's:
location.assign(\`/subscription/checkout/\${body.sessionId}\`);`;
}

export const REDIRECT_EXAMPLE = `// Stripe.js up to 7.10.0 only; version 8 removed redirectToCheckout.
import { loadStripe } from "@stripe/stripe-js";

const stripe = await loadStripe(publishableKey);
const result = await stripe?.redirectToCheckout({ sessionId });
if (result?.error) console.error(result.error.message);`;

export const ENV_EXAMPLE = `STRIPE_SECRET_KEY=sk_test_...
STRIPE_WEBHOOK_SECRET=whsec_...
STRIPE_WEEKLY_PRICE_ID=price_...
STRIPE_ONE_TIME_PRICE_ID=price_...`;
