import type { Sandbox } from "../protocol/sandbox.ts";
import type { TableName } from "../store/tables.ts";
import { readChaos } from "../webhooks/chaos.ts";
import { readSwitches } from "./switches.ts";

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
    switches: readSwitches(store),
    chaos: readChaos(store),
    faults: faults.list(),
    random_faults: faults.random(),
    faults_met: faults.met(),
    counts: Object.fromEntries(OBJECTS.map((table) => [table, store.count(table)])),
    deliveries: store.all("delivery"),
    objects: Object.fromEntries(OBJECTS.map((table) => [table, store.all(table)])),
  };
}
