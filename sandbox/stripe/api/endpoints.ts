import type { Endpoint } from "../protocol/endpoint.ts";
import { checkoutSessions } from "./checkout-sessions.ts";
import { customers } from "./customers.ts";
import { events } from "./events.ts";
import { invoices } from "./invoices.ts";
import { payments } from "./payments.ts";
import { prices } from "./prices.ts";
import { products } from "./products.ts";
import { disputes, refunds } from "./refunds.ts";
import { subscriptions } from "./subscriptions.ts";
import { webhookEndpoints } from "./webhook-endpoints.ts";

/** The API's table of contents. Second half: coupons, promotion codes, billing portal sessions, test clocks. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...customers,
  ...products,
  ...prices,
  ...checkoutSessions,
  ...payments,
  ...subscriptions,
  ...invoices,
  ...refunds,
  ...disputes,
  ...events,
  ...webhookEndpoints,
];
