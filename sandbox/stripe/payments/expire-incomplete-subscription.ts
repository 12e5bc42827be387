import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";
import { changeRow } from "../store/change-row.ts";
import { voidInvoice } from "./settle-invoice.ts";

/** The first payment never came: the subscription is over before it began and its invoice is void. */
export function expireIncompleteSubscription(ctx: Context, subscription: Stripe.Subscription) {
  const invoice = ctx.store.get("invoice", String(subscription.latest_invoice));
  if (invoice?.status === "open") voidInvoice(ctx, invoice);
  const patch: Partial<Stripe.Subscription> = { status: "incomplete_expired", ended_at: ctx.now };
  return changeRow(ctx, "subscription", subscription, patch, "customer.subscription.updated");
}
