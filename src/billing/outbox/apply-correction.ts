import Stripe from "stripe";
import { askUnderKey } from "../ask-under-key.ts";
import type { BillingContext } from "../context.ts";
import { type Correction, REFUNDED_WEEK } from "./tasks.ts";

/** Trying again can't help; an operator has to look. */
export class NeedsOperator extends Error {
  override name = "NeedsOperator";
}

/**
 * Puts one thing right at Stripe. Done twice it changes nothing: what is as it should be is left alone, and the key
 * makes a call whose answer was lost the same call.
 * @throws NeedsOperator when Stripe could not give the money back
 */
export async function applyCorrection(ctx: BillingContext, correction: Correction, idempotencyKey: string) {
  try {
    await askUnderKey(idempotencyKey, (options) => apply(ctx.stripe, correction, options));
  } catch (error) {
    // Stripe refuses what is over already: then it is as it should be.
    const refused = error instanceof Stripe.errors.StripeInvalidRequestError;
    if (!refused || !(await isSettled(ctx.stripe, correction))) throw error;
  }
}

async function apply(stripe: Stripe, correction: Correction, options: Stripe.RequestOptions): Promise<void> {
  switch (correction.kind) {
    case "cancel_subscription": {
      const comment = correction.why === "week_refunded" ? REFUNDED_WEEK : correction.why;
      const params = { invoice_now: false, prorate: false, cancellation_details: { comment } };
      await stripe.subscriptions.cancel(correction.subscriptionId, params, options);
      return;
    }
    case "end_subscription":
      await stripe.subscriptions.update(correction.subscriptionId, { cancel_at_period_end: true }, options);
      return;
    case "void_invoice":
      await stripe.invoices.voidInvoice(correction.invoiceId, {}, options);
      return;
    case "refund_charge":
      await refund(stripe, correction.chargeId, options);
  }
}

/** Keys are forgotten after a day, so that the charge is looked at first: it must not be refunded twice. */
async function refund(stripe: Stripe, chargeId: string, options: Stripe.RequestOptions): Promise<void> {
  const { data: refunds } = await stripe.refunds.list({ charge: chargeId, limit: 100 });
  if (refunds.some(({ status }) => status === "failed" || status === "canceled")) {
    throw new NeedsOperator(`a refund of ${chargeId} failed at Stripe: give the money back another way`);
  }
  const charge = await stripe.charges.retrieve(chargeId);
  if (charge.refunded) return;
  await stripe.refunds.create({ charge: chargeId, reason: "duplicate", metadata: { why: "duplicate" } }, options);
}

async function isSettled(stripe: Stripe, correction: Correction): Promise<boolean> {
  switch (correction.kind) {
    case "cancel_subscription":
    case "end_subscription":
      return hasEnded(await stripe.subscriptions.retrieve(correction.subscriptionId));
    case "void_invoice":
      return (await stripe.invoices.retrieve(correction.invoiceId)).status !== "open";
    case "refund_charge": {
      const charge = await stripe.charges.retrieve(correction.chargeId);
      // A disputed charge can't be refunded: the dispute gives the money back.
      return charge.refunded || charge.disputed;
    }
  }
}

function hasEnded({ status }: Stripe.Subscription): boolean {
  return status === "canceled" || status === "incomplete_expired";
}
