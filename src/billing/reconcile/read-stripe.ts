import type Stripe from "stripe";
import type { StripeConfig } from "../../platform/config/index.ts";
import type { ChargeState, PaymentState, SubscriptionState } from "../access/snapshot.ts";
import { planOfPrice } from "../plans.ts";

/** Disputes of the charges that have some, by charge id. Stripe keeps them apart from the charge. */
export type DisputesByCharge = ReadonlyMap<string, readonly Stripe.Dispute[]>;

/** What we keep of a subscription; null when none of its prices is ours. */
export function readSubscription(
  subscription: Stripe.Subscription,
  disputes: DisputesByCharge,
  config: StripeConfig,
): SubscriptionState | null {
  const priceId = subscription.items.data[0]?.price.id ?? "";
  const plan = planOfPrice(priceId, config);
  if (plan !== "weekly") return null;
  const charge = latestChargeOf(subscription);
  return {
    subscriptionId: subscription.id,
    status: subscription.status,
    priceId,
    plan,
    createdAt: toInstant(subscription.created),
    currentPeriodStart: toInstant(subscription.current_period_start),
    currentPeriodEnd: toInstant(subscription.current_period_end),
    cancelAtPeriodEnd: subscription.cancel_at_period_end,
    endedAt: subscription.ended_at === null ? null : toInstant(subscription.ended_at),
    latestCharge: charge === null ? null : readCharge(charge, disputes),
  };
}

/** What we keep of a completed payment-mode session that was sold at `priceId`; null when the price is not lifetime's. */
export function readPayment(
  session: Stripe.Checkout.Session,
  priceId: string,
  disputes: DisputesByCharge,
  config: StripeConfig,
): PaymentState | null {
  const plan = planOfPrice(priceId, config);
  if (plan !== "one-time" || session.mode !== "payment" || session.status !== "complete") return null;
  const charge = paidChargeOf(session);
  return {
    sessionId: session.id,
    plan,
    status: session.payment_status,
    completedAt: toInstant(charge?.created ?? session.created),
    charge: charge === null ? null : readCharge(charge, disputes),
  };
}

/** The charge of a session's payment intent, when both were expanded. */
export function paidChargeOf(session: Stripe.Checkout.Session): Stripe.Charge | null {
  const intent = session.payment_intent;
  return intent === null || typeof intent === "string" ? null : expanded(intent.latest_charge);
}

/** The charge of a subscription's latest invoice, when both were expanded. */
export function latestChargeOf(subscription: Stripe.Subscription): Stripe.Charge | null {
  const invoice = subscription.latest_invoice;
  return invoice === null || typeof invoice === "string" ? null : expanded(invoice.charge);
}

function readCharge(charge: Stripe.Charge, disputes: DisputesByCharge): ChargeState {
  return {
    chargeId: charge.id,
    amount: charge.amount,
    amountRefunded: charge.amount_refunded,
    disputes: (disputes.get(charge.id) ?? []).map(({ id, status }) => ({ disputeId: id, status })),
  };
}

function expanded(charge: string | Stripe.Charge | null): Stripe.Charge | null {
  return charge === null || typeof charge === "string" ? null : charge;
}

function toInstant(seconds: number): number {
  return seconds * 1000;
}
