import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";
import { makeId } from "../protocol/make-id.ts";
import { API_VERSION } from "../protocol/stripe-fault.ts";
import type { Store } from "../store/store.ts";
import { type PlannedDelivery, planEvent } from "./chaos.ts";

/** Records that something happened, with the object as it is now, and queues its deliveries in the same transaction. */
export function emitEvent(ctx: Context, type: string, object: object, previous?: object): string {
  const { store } = ctx;
  const endpoints = store.all("webhook_endpoint").filter((endpoint) => wants(endpoint, type));
  const plan = planEvent(
    store,
    ctx.now,
    endpoints.map((endpoint) => endpoint.id),
  );
  const deliveries = takeDrop(ctx) ? plan.deliveries.map(dropped) : plan.deliveries;
  const pending = deliveries.filter((delivery) => delivery.state === "pending").map((delivery) => delivery.endpoint);
  const event = {
    id: makeId("evt"),
    object: "event",
    api_version: API_VERSION,
    created: plan.created,
    data: previous ? { object, previous_attributes: previous } : { object },
    livemode: false,
    pending_webhooks: new Set(pending).size,
    request: ctx.request,
    type,
  } satisfies Omit<Stripe.Event, "data" | "type"> & { data: object; type: string };
  store.put("event", event.id, event as unknown as Stripe.Event);
  for (const delivery of deliveries) queueDelivery(store, event.id, delivery);
  return event.id;
}

export function queueDelivery(store: Store, event: string, { waitMs, ...planned }: PlannedDelivery): void {
  const id = makeId("whd");
  store.put("delivery", id, { id, event, ...planned, attempts: [], next_at: Date.now() + waitMs });
}

function dropped(delivery: PlannedDelivery): PlannedDelivery {
  return { ...delivery, state: "dropped" };
}

function wants(endpoint: Stripe.WebhookEndpoint, type: string): boolean {
  const { enabled_events: wanted } = endpoint;
  return endpoint.status === "enabled" && (wanted.includes("*") || wanted.includes(type));
}

/** The operator may ask that the next events never arrive; -1 stands for all. */
function takeDrop({ store }: Context): boolean {
  const switches = store.get("switches", "switches");
  if (!switches || switches.drop_events === 0) return false;
  if (switches.drop_events > 0)
    store.put("switches", "switches", { ...switches, drop_events: switches.drop_events - 1 });
  return true;
}
