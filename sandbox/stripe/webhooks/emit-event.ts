import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";
import { makeId } from "../protocol/make-id.ts";
import { API_VERSION } from "../protocol/stripe-fault.ts";
import type { Store } from "../store/store.ts";

/** Records that something happened, with the object as it is now, and queues its deliveries in the same transaction. */
export function emitEvent(ctx: Context, type: string, object: object, previous?: object): string {
  const { store } = ctx;
  const endpoints = store.all("webhook_endpoint").filter((endpoint) => wants(endpoint, type));
  const dropped = takeDrop(ctx);
  const event = {
    id: makeId("evt"),
    object: "event",
    api_version: API_VERSION,
    created: ctx.now,
    data: previous ? { object, previous_attributes: previous } : { object },
    livemode: false,
    pending_webhooks: dropped ? 0 : endpoints.length,
    request: ctx.request,
    type,
  } satisfies Omit<Stripe.Event, "data" | "type"> & { data: object; type: string };
  store.put("event", event.id, event as unknown as Stripe.Event);
  for (const endpoint of endpoints) queueDelivery(store, event.id, endpoint.id, dropped ? "dropped" : "pending");
  return event.id;
}

export function queueDelivery(store: Store, event: string, endpoint: string, state: "pending" | "dropped"): void {
  const id = makeId("whd");
  store.put("delivery", id, { id, event, endpoint, state, attempts: [], next_at: Date.now() });
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
