import type Stripe from "stripe";
import { findDefaultPortal } from "./ensure-portal.ts";
import type { StripeCheck } from "./stripe-check.ts";

/** Whether there is a customer portal, and whether it offers what our pages say of it. */
export async function checkPortal(stripe: Stripe): Promise<StripeCheck[]> {
  const check = "customer portal";
  const portal = await findDefaultPortal(stripe);
  if (portal === null) {
    const mend = "Run `npm run cli -- stripe:setup`, or save the portal's settings in the Dashboard.";
    return [{ check, state: "FAIL", found: "no default configuration", mend }];
  }
  const missing = listMissing(portal.features);
  if (missing.length === 0) return [{ check, state: "ok", found: portal.id, mend: "" }];
  const mend = "Turn it on in the Dashboard: Settings > Billing > Customer portal.";
  return [{ check, state: "warn", found: `${portal.id} lacks ${missing.join(", ")}`, mend }];
}

function listMissing(features: Stripe.BillingPortal.Configuration.Features): string[] {
  const { payment_method_update, invoice_history, subscription_cancel } = features;
  return [
    ...(payment_method_update.enabled ? [] : ["change of the card"]),
    ...(invoice_history.enabled ? [] : ["past invoices"]),
    ...(subscription_cancel.enabled && subscription_cancel.mode === "at_period_end"
      ? []
      : ["cancellation at the period's end"]),
  ];
}
