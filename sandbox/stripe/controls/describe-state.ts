import type { Sandbox } from "../protocol/sandbox.ts";
import type { TableName } from "../store/tables.ts";

export const OBJECTS = [
  "customer",
  "product",
  "price",
  "checkout.session",
  "payment_intent",
  "charge",
  "payment_method",
  "subscription",
  "invoice",
  "refund",
  "dispute",
  "event",
  "webhook_endpoint",
] as const satisfies readonly TableName[];

/** Everything a test may want to look at, without secrets. */
export function describeState({ store, faults, clock, origin }: Sandbox) {
  return {
    origin,
    now: clock().toISOString(),
    switches: store.get("switches", "switches") ?? { id: "switches", webhooks_paused: false, drop_events: 0 },
    faults: faults.list(),
    counts: Object.fromEntries(OBJECTS.map((table) => [table, store.count(table)])),
    deliveries: store.all("delivery"),
    objects: Object.fromEntries(OBJECTS.map((table) => [table, store.all(table)])),
  };
}
