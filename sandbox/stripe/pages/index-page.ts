import { html } from "hono/html";
import { OBJECTS } from "../controls/describe-state.ts";
import type { Sandbox } from "../protocol/sandbox.ts";
import { API_VERSION } from "../protocol/stripe-fault.ts";
import { type Html, layout } from "./layout.ts";

/** Second half: this grows into the dashboard. */
export function indexPage({ store, origin }: Sandbox): Html {
  const pending = store.all("delivery").filter((delivery) => delivery.state === "pending").length;
  const { hostname, port } = new URL(origin);
  const code = `new Stripe("sk_test_sandbox", {
  apiVersion: "${API_VERSION}",
  host: "${hostname}",
  port: ${port},
  protocol: "http",
})`;
  const rows = OBJECTS.map((table) => html`<tr><th scope="row">${table}</th><td>${store.count(table)}</td></tr>`);
  return layout(
    "What this is",
    html`<h1>A local Stripe</h1>
<p>It speaks Stripe's API (version ${API_VERSION}) on this machine only, shows a hosted checkout page, and sends signed webhooks. Any test key works; live keys are refused.</p>
<h2>Point the SDK at it</h2>
<pre><code>${code}</code></pre>
<h2>What it holds</h2>
<table>${rows}</table>
<p>${pending} webhook deliveries are waiting. <a href="/_sandbox/state">The whole state as JSON</a></p>`,
  );
}
