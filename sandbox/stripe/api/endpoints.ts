import type { Endpoint } from "../protocol/endpoint.ts";
import { billingPortal } from "./billing-portal.ts";
import { checkoutSessions } from "./checkout-sessions.ts";
import { coupons } from "./coupons.ts";
import { customers } from "./customers.ts";
import { disputes } from "./disputes.ts";
import { events } from "./events.ts";
import { invoices } from "./invoices.ts";
import { paymentMethods } from "./payment-methods.ts";
import { payments } from "./payments.ts";
import { prices } from "./prices.ts";
import { products } from "./products.ts";
import { promotionCodes } from "./promotion-codes.ts";
import { refunds } from "./refunds.ts";
import { subscriptions } from "./subscriptions.ts";
import { testClocks } from "./test-clocks.ts";
import { webhookEndpoints } from "./webhook-endpoints.ts";

/** The API's table of contents. Second half: coupons, promotion codes. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...customers,
  ...products,
  ...prices,
  ...checkoutSessions,
  ...payments,
  ...paymentMethods,
  ...subscriptions,
  ...testClocks,
  ...invoices,
  ...refunds,
  ...disputes,
  ...coupons,
  ...promotionCodes,
  ...events,
  ...webhookEndpoints,
  ...billingPortal,
];
