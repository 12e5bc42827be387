import type Stripe from "stripe";
import { declineIntent, succeedIntent } from "../payments/settle-intent.ts";
import { failInvoice, payInvoice } from "../payments/settle-invoice.ts";
import type { Context } from "../protocol/context.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { changeRow } from "../store/change-row.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import { activateSubscription } from "./complete-session.ts";

type Session = Stripe.Checkout.Session;

/** The end of a delayed method: the money of a session completed as unpaid arrives, or never does. */
export function settleDelayedPayment(ctx: Context, session: Session, outcome: "succeeded" | "failed"): Session {
  const { store } = ctx;
  const invoice = session.invoice ? store.get("invoice", String(session.invoice)) : undefined;
  const intent = store.get("payment_intent", String(session.payment_intent ?? invoice?.payment_intent));
  const method = intent && store.get("payment_method", String(intent.payment_method));
  if (session.status !== "complete" || !method || intent.status !== "processing") {
    throw invalidRequest("This session is not waiting for a delayed payment.");
  }
  if (outcome === "failed") {
    const message = "The payment was returned by the bank.";
    const failed = declineIntent(ctx, intent, method, {
      code: "payment_method_customer_decline",
      decline_code: "generic_decline",
      message,
    });
    if (invoice) failInvoice(ctx, invoice, String(failed.latest_charge));
    emitEvent(ctx, "checkout.session.async_payment_failed", session);
    return session;
  }
  const { charge } = succeedIntent(ctx, intent, method);
  const subscription = session.subscription ? store.get("subscription", String(session.subscription)) : undefined;
  if (invoice && subscription) {
    payInvoice(ctx, invoice, charge);
    activateSubscription(ctx, subscription, method);
  }
  const paid: Partial<Session> = { payment_status: "paid" };
  return changeRow<"checkout.session", Session>(
    ctx,
    "checkout.session",
    session,
    paid,
    "checkout.session.async_payment_succeeded",
  );
}
