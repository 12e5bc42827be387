import type Stripe from "stripe";
import { attachPaymentMethod, createPaymentMethod } from "../payments/create-payment-method.ts";
import type { CardEntry } from "../payments/read-card.ts";
import {
  askAuthentication,
  declineIntent,
  failAuthentication,
  startProcessing,
  succeedIntent,
} from "../payments/settle-intent.ts";
import { failInvoice } from "../payments/settle-invoice.ts";
import { type Decline, findTestCard } from "../payments/test-cards.ts";
import type { Context } from "../protocol/context.ts";
import { collectsCard } from "./collects-card.ts";
import { completeSession } from "./complete-session.ts";
import { type Order, prepareOrder } from "./prepare-order.ts";

type Session = Stripe.Checkout.Session;

export interface Attempt {
  card: CardEntry;
  email: string;
  name: string;
  /** `unpaid` plays a delayed method; `no_payment_required` a discount of 100 %. */
  outcome: "paid" | "unpaid" | "no_payment_required";
  /** What happens when the bank asks; the hosted page asks the buyer. */
  authentication: "ask" | "pass" | "fail";
}

export type AttemptResult =
  | { kind: "closed" }
  | { kind: "declined"; decline: Decline; intent: Stripe.PaymentIntent | null }
  | { kind: "authenticate" }
  /** `event` is the id of checkout.session.completed, whose answer the redirect waits for. */
  | { kind: "complete"; event: string };

const AUTHENTICATION_FAILED: Decline = {
  code: "payment_intent_authentication_failure",
  decline_code: "authentication_required",
  message: "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
};

/** One try at paying an open session. A session is paid once: whoever comes second finds it closed. */
export function paySession(ctx: Context, session: Session, attempt: Attempt): AttemptResult {
  if (session.status !== "open") return { kind: "closed" };
  const { card, email, name } = attempt;
  const free = attempt.outcome === "no_payment_required" || session.amount_total === 0;
  const order = prepareOrder(ctx, session, attempt, free);
  if (free || !order.intent) return completeFree(ctx, session, attempt, order);

  const method = createPaymentMethod(ctx, card, { email, name });
  if (attempt.outcome === "unpaid") {
    const intent = startProcessing(ctx, order.intent, method);
    return completeSession(ctx, session, { ...order, intent, email, name, status: "unpaid" });
  }
  const behaviour = findTestCard(card.number);
  if (behaviour.decline) {
    const intent = declineIntent(ctx, order.intent, method, behaviour.decline);
    if (order.invoice) failInvoice(ctx, order.invoice, String(intent.latest_charge));
    return { kind: "declined", decline: behaviour.decline, intent };
  }
  if (behaviour.asksAuthentication) {
    askAuthentication(ctx, order.intent, method, `${ctx.origin}/c/pay/${session.id}/authenticate`);
    const details = ctx.store.get("session_details", session.id);
    if (details) {
      const authenticating = { payment_method: method.id, email, name };
      ctx.store.put("session_details", session.id, { ...details, authenticating });
    }
    if (attempt.authentication === "ask") return { kind: "authenticate" };
    return answerAuthentication(ctx, session, attempt.authentication);
  }
  return settle(ctx, session, method, order, { email, name });
}

/** Nothing is charged; a subscription still wants a card for its renewals, unless told otherwise. */
function completeFree(ctx: Context, session: Session, attempt: Attempt, order: Order): AttemptResult {
  const { card, email, name } = attempt;
  const done = { ...order, email, name, status: "no_payment_required" } as const;
  if (!collectsCard(session) || !order.customer) return completeSession(ctx, session, done);
  const { decline } = findTestCard(card.number);
  if (decline) return { kind: "declined", decline, intent: null };
  const method = createPaymentMethod(ctx, card, { email, name });
  attachPaymentMethod(ctx, method, order.customer.id);
  return completeSession(ctx, session, { ...done, method });
}

/** The bank's answer to the question asked before. */
export function answerAuthentication(ctx: Context, session: Session, answer: "pass" | "fail"): AttemptResult {
  const details = ctx.store.get("session_details", session.id);
  const waiting = details?.authenticating;
  const method = waiting && ctx.store.get("payment_method", waiting.payment_method);
  if (session.status !== "open" || !waiting || !method) return { kind: "closed" };
  ctx.store.put("session_details", session.id, { ...details, authenticating: null });
  const order = prepareOrder(ctx, session, waiting, false);
  if (!order.intent) return { kind: "closed" };
  if (answer === "pass") return settle(ctx, session, method, order, waiting);
  const intent = failAuthentication(ctx, order.intent, method);
  if (order.invoice) failInvoice(ctx, order.invoice, null);
  return { kind: "declined", decline: AUTHENTICATION_FAILED, intent };
}

function settle(
  ctx: Context,
  session: Session,
  method: Stripe.PaymentMethod,
  order: Order,
  payer: { email: string; name: string },
): AttemptResult {
  if (!order.intent) return { kind: "closed" };
  const { intent, charge } = succeedIntent(ctx, order.intent, method);
  if (order.customer && (session.mode === "subscription" || intent.setup_future_usage)) {
    attachPaymentMethod(ctx, method, order.customer.id);
  }
  const { email, name } = payer;
  return completeSession(ctx, session, { ...order, intent, charge, method, email, name, status: "paid" });
}
