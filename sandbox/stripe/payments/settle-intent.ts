import type Stripe from "stripe";
import { planDispute } from "../disputes/plan-bank-act.ts";
import { buildBalanceTransaction } from "../objects/build-balance-transaction.ts";
import { buildCharge } from "../objects/build-charge.ts";
import { buildPaymentIntent } from "../objects/build-payment-intent.ts";
import type { Context } from "../protocol/context.ts";
import { changeRow } from "../store/change-row.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { Decline } from "./test-cards.ts";

type Intent = Stripe.PaymentIntent;
type Method = Stripe.PaymentMethod;

export function createIntent(ctx: Context, given: Parameters<typeof buildPaymentIntent>[1]): Intent {
  const intent = buildPaymentIntent(ctx.now, given);
  ctx.store.put("payment_intent", intent.id, intent);
  emitEvent(ctx, "payment_intent.created", intent);
  return intent;
}

export function succeedIntent(ctx: Context, intent: Intent, method: Method): { intent: Intent; charge: Stripe.Charge } {
  const charge = chargeIntent(ctx, intent, method, {
    status: "succeeded",
    outcome: outcome("authorized", "approved_by_network", "Payment complete.", null),
  });
  emitEvent(ctx, "charge.succeeded", charge);
  const patch: Partial<Intent> = {
    amount_received: intent.amount,
    last_payment_error: null,
    latest_charge: charge.id,
    next_action: null,
    payment_method: method.id,
    processing: null,
    status: "succeeded",
  };
  return { intent: changeRow(ctx, "payment_intent", intent, patch, "payment_intent.succeeded"), charge };
}

export function declineIntent(ctx: Context, intent: Intent, method: Method, decline: Decline): Intent {
  const charge = chargeIntent(ctx, intent, method, {
    status: "failed",
    failure_code: decline.code,
    failure_message: decline.message,
    outcome: outcome("issuer_declined", "declined_by_network", "The bank declined the payment.", decline.decline_code),
  });
  emitEvent(ctx, "charge.failed", charge);
  return returnToBuyer(
    ctx,
    { ...intent, latest_charge: charge.id },
    {
      charge: charge.id,
      code: decline.code as Stripe.PaymentIntent.LastPaymentError.Code,
      decline_code: decline.decline_code,
      doc_url: `https://stripe.com/docs/error-codes/${decline.code.replaceAll("_", "-")}`,
      message: decline.message,
      payment_method: method,
      type: "card_error",
    },
  );
}

/** No charge is made when the bank's question goes unanswered or is answered wrongly. */
export function failAuthentication(ctx: Context, intent: Intent, method: Method): Intent {
  return returnToBuyer(ctx, intent, {
    code: "payment_intent_authentication_failure",
    doc_url: "https://stripe.com/docs/error-codes/payment-intent-authentication-failure",
    message:
      "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
    payment_method: method,
    type: "invalid_request_error",
  });
}

export function askAuthentication(ctx: Context, intent: Intent, method: Method, url: string): Intent {
  const patch: Partial<Intent> = {
    last_payment_error: null,
    next_action: { redirect_to_url: { return_url: null, url }, type: "redirect_to_url" },
    payment_method: method.id,
    status: "requires_action",
  };
  return changeRow(ctx, "payment_intent", intent, patch, "payment_intent.requires_action");
}

/** A delayed method: the money is on its way and may still fail. */
export function startProcessing(ctx: Context, intent: Intent, method: Method): Intent {
  const patch: Partial<Intent> = { payment_method: method.id, status: "processing", last_payment_error: null };
  return changeRow(ctx, "payment_intent", intent, patch, "payment_intent.processing");
}

/** Nothing happens to an intent that has already come to an end. */
export function cancelIntent(
  ctx: Context,
  intent: Intent,
  reason: Stripe.PaymentIntent.CancellationReason | null,
): Intent {
  if (intent.status === "succeeded" || intent.status === "canceled") return intent;
  const patch: Partial<Intent> = {
    canceled_at: ctx.now,
    cancellation_reason: reason,
    next_action: null,
    status: "canceled",
  };
  return changeRow(ctx, "payment_intent", intent, patch, "payment_intent.canceled");
}

function returnToBuyer(ctx: Context, intent: Intent, error: Stripe.PaymentIntent.LastPaymentError): Intent {
  const patch: Partial<Intent> = {
    last_payment_error: error,
    latest_charge: intent.latest_charge,
    next_action: null,
    payment_method: null,
    processing: null,
    status: "requires_payment_method",
  };
  const before = ctx.store.get("payment_intent", intent.id) ?? intent;
  return changeRow(ctx, "payment_intent", before, patch, "payment_intent.payment_failed");
}

function chargeIntent(ctx: Context, intent: Intent, method: Method, result: ChargeResult): Stripe.Charge {
  const built = buildCharge(ctx.now, ctx.origin, method, {
    amount: intent.amount,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    invoice: intent.invoice,
    metadata: intent.metadata,
    payment_intent: intent.id,
    ...result,
  });
  const balance = result.status === "succeeded" ? buildBalanceTransaction(ctx.now, "charge", built) : null;
  const charge = { ...built, balance_transaction: balance?.id ?? null };
  if (balance) ctx.store.put("balance_transaction", balance.id, balance);
  ctx.store.put("charge", charge.id, charge);
  if (charge.paid) planDispute(ctx, charge);
  return charge;
}

type ChargeResult = Pick<Stripe.Charge, "status" | "outcome"> & Partial<Stripe.Charge>;

function outcome(type: string, network_status: string, seller_message: string, reason: string | null) {
  return { network_status, reason, risk_level: "normal", risk_score: 12, seller_message, type };
}
