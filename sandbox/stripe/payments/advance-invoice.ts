import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";
import { changeRow } from "../store/change-row.ts";
import { chargeInvoice } from "./charge-invoice.ts";
import { finalizeInvoice } from "./finalize-invoice.ts";
import { findMethodOnFile } from "./method-on-file.ts";
import { markUncollectible, payInvoice, voidInvoice } from "./settle-invoice.ts";
import { followPayment } from "./settle-subscription.ts";

/** What an invoice waited for: the draft is finalized, and money is asked for, for the first time or again. */
export function advanceInvoice(ctx: Context, invoice: Stripe.Invoice): void {
  const subscription = ctx.store.get("subscription", String(invoice.subscription));
  if (!subscription || subscription.status === "canceled") {
    changeRow(ctx, "invoice", invoice, { auto_advance: false, next_payment_attempt: null }, "invoice.updated");
    return;
  }
  const open = invoice.status === "draft" ? finalizeInvoice(ctx, invoice, { next_payment_attempt: null }) : invoice;
  const pause = subscription.pause_collection?.behavior;
  if (pause === "void") voidInvoice(ctx, open);
  else if (pause === "mark_uncollectible") markUncollectible(ctx, open);
  else if (open.amount_due === 0) followPayment(ctx, payInvoice(ctx, open, null));
  else chargeInvoice(ctx, open, findMethodOnFile(ctx, open), "automatic");
}
