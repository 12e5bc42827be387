import type Stripe from "stripe";
import type { Store } from "../store/store.ts";
import type { Delivery } from "../store/tables.ts";
import { queueDelivery } from "./emit-event.ts";

export interface Redelivery {
  copies: number;
  waitMs: number;
  envelope: Delivery["envelope"];
}

/** Sends an event to every enabled endpoint again, whatever became of it before. Gives how many deliveries that makes. */
export function redeliverEvent(store: Store, event: Stripe.Event, { copies, ...how }: Redelivery): number {
  const endpoints = store.all("webhook_endpoint").filter((endpoint) => endpoint.status === "enabled");
  store.transact(() => {
    for (const { id } of endpoints) {
      for (let copy = 0; copy < copies; copy += 1) {
        queueDelivery(store, event.id, { ...how, endpoint: id, state: "pending", held: false });
      }
    }
  });
  return endpoints.length * copies;
}
