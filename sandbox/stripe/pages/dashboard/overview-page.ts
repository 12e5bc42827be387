import { html } from "hono/html";
import { API_VERSION } from "../../protocol/stripe-fault.ts";
import type { Html } from "../layout.ts";
import { type Desk, deskLayout } from "./desk-layout.ts";
import { eventTable } from "./event-table.ts";
import { chaosPanel, clockPanel, faultPanel, resetPanel, webhookPanel } from "./instruments.ts";

export function overviewPage(desk: Desk): Html {
  const { store, origin } = desk.sandbox;
  const { hostname, port } = new URL(origin);
  const events = store.all("event").toReversed().slice(0, 15);
  return deskLayout(
    desk,
    "Dashboard",
    html`<h1>Dashboard</h1>
<p class="quiet">A test double of Stripe on this machine. It is not Stripe, is not connected to it, and moves no money.</p>
<div class="panels">${clockPanel(desk)}${webhookPanel(desk)}${chaosPanel(desk)}${faultPanel(desk)}${resetPanel(desk)}</div>
<h2>Latest events</h2>
${events.length > 0 ? eventTable(store, events) : html`<p>None yet. Point the SDK here and make a customer: its event appears in this list.</p>`}
<h2>Point the SDK at it</h2>
<pre tabindex="0"><code>new Stripe("sk_test_sandbox", {
  apiVersion: "${API_VERSION}",
  host: "${hostname}",
  port: ${port},
  protocol: "http",
})</code></pre>
<p class="quiet">Any test key works; live keys are refused. <a href="/_sandbox/state">The whole state as JSON</a></p>`,
  );
}
