import type { Sandbox } from "../protocol/sandbox.ts";
import type { Write } from "../store/journal.ts";
import type { TableName } from "../store/tables.ts";

const ENDPOINTS: readonly TableName[] = ["webhook_endpoint", "endpoint_secret"];

/**
 * Puts `rows` in the place of everything; none of them is a reset. Deliveries that were waiting in `rows` are made
 * again, the outcome of those under way is not recorded, and planned faults are called off.
 */
export function replaceState(sandbox: Sandbox, rows: readonly Write[], keepWebhookEndpoints: boolean): void {
  sandbox.courier.forgetAll();
  sandbox.faults.clear();
  sandbox.store.replaceAll(rows, keepWebhookEndpoints ? ENDPOINTS : []);
  sandbox.courier.scheduleAll();
}
