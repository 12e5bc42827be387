import { html } from "hono/html";
import type Stripe from "stripe";
import type { Store } from "../../store/store.ts";
import type { Delivery } from "../../store/tables.ts";
import type { Html } from "../layout.ts";
import { findKind, moment } from "./describe-row.ts";
import { badge } from "./desk-layout.ts";

/** Events with what they are about and what became of their deliveries. */
export function eventTable(store: Store, events: readonly Stripe.Event[]): Html {
  const deliveries = deliveriesOf(store, events);
  const rows = events.map((event) => {
    const about = "id" in event.data.object ? String(event.data.object.id) : "";
    const kind = findKind(store, about);
    return html`<tr><th scope="row"><a href="/objects/event/${event.id}">${event.type}</a></th>
<td>${(deliveries.get(event.id) ?? []).map((delivery) => html`${badge(outcome(delivery))} `)}</td>
<td>${kind ? html`<a href="/objects/${kind}/${about}">${shorten(about)}</a>` : shorten(about)}</td>
<td class="when">${moment(event.created)}</td></tr>`;
  });
  return html`<div class="scroll" tabindex="0"><table class="list">
<thead><tr><th scope="col">Event</th><th scope="col">Deliveries</th><th scope="col">About</th><th scope="col">Time (UTC)</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

/** Each attempt of each delivery of one event. */
export function deliveryTable(store: Store, event: Stripe.Event): Html {
  const rows = (deliveriesOf(store, [event]).get(event.id) ?? []).map((delivery) => {
    const url = store.get("webhook_endpoint", delivery.endpoint)?.url ?? delivery.endpoint;
    const attempts = delivery.attempts.map((one) => {
      return html`<li>${moment(one.at)}: ${one.status ?? one.error}, ${one.ms} ms</li>`;
    });
    const next = delivery.state === "pending" ? new Date(delivery.next_at).toISOString().slice(11, 19) : null;
    return html`<tr><th scope="row">${url}</th><td>${badge(delivery.state)}${next ? html` next at ${next}` : ""}</td>
<td>${Object.keys(delivery.envelope ?? {}).length > 0 ? JSON.stringify(delivery.envelope) : ""}</td><td><ol class="attempts">${attempts}</ol></td></tr>`;
  });
  if (rows.length === 0)
    return html`<p>No endpoint wanted it. Make one with the API, then send it again from here.</p>`;
  return html`<div class="scroll" tabindex="0"><table class="list">
<thead><tr><th scope="col">Endpoint</th><th scope="col">State</th><th scope="col">Envelope changed</th><th scope="col">Attempts (real time, UTC)</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function deliveriesOf(store: Store, events: readonly Stripe.Event[]): Map<string, Delivery[]> {
  const found = new Map<string, Delivery[]>(events.map((event) => [event.id, []]));
  for (const delivery of store.all("delivery")) found.get(delivery.event)?.push(delivery);
  return found;
}

function outcome({ state, attempts }: Delivery): string {
  const last = attempts.at(-1);
  if (state === "delivered") return `${last?.status}`;
  if (!last || state === "dropped") return state;
  return `${last.status ?? "no answer"}, ${state === "failed" ? "given up" : "tries again"}`;
}

function shorten(id: string): string {
  return id.length > 20 ? `${id.slice(0, 8)}…${id.slice(-6)}` : id;
}
