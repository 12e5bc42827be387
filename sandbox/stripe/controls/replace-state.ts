import type { Sandbox } from "../protocol/sandbox.ts";
import type { Write } from "../store/journal.ts";
import type { TableName } from "../store/tables.ts";

export const ENDPOINTS: readonly TableName[] = ["webhook_endpoint", "endpoint_secret"];
/** What an app that was set up against this Stripe knows by id. */
export const SETUP: readonly TableName[] = [...ENDPOINTS, "product", "price", "billing_portal.configuration"];

/**
 * Puts `rows` in the place of everything but the tables in `keep`; no rows are a reset. Deliveries that were waiting in `rows` are made
 * again, the outcome of those under way is not recorded, and planned faults are called off.
 */
export function replaceState(sandbox: Sandbox, rows: readonly Write[], keep: readonly TableName[]): void {
  sandbox.courier.forgetAll();
  sandbox.faults.clear();
  sandbox.store.replaceAll(rows, keep);
  sandbox.courier.scheduleAll();
}
