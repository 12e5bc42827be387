import type Stripe from "stripe";
import type { StripeConfig } from "../../platform/config/index.ts";
import type { ChargeState, InvoiceState, Payer, PaymentState, SubscriptionState } from "../access/snapshot.ts";
import { REFUNDED_WEEK } from "../outbox/tasks.ts";
import { planOfPrice } from "../plans.ts";

/** Disputes of the charges that have some, by charge id. Stripe keeps them apart from the charge. */
export type DisputesByCharge = ReadonlyMap<string, readonly Stripe.Dispute[]>;

/** A subscription with all its invoices, newest first, their charges expanded. */
export type BilledSubscription = Readonly<{
  subscription: Stripe.Subscription;
  invoices: readonly Stripe.Invoice[];
  paidBy: Payer;
}>;

/** What we keep of a subscription; null when none of its prices is ours. */
export function readSubscription(
  { subscription, invoices, paidBy }: BilledSubscription,
  disputes: DisputesByCharge,
  config: StripeConfig,
): SubscriptionState | null {
  const item = subscription.items.data.find(({ price }) => planOfPrice(price.id, config) === "weekly");
  if (item === undefined) return null;
  const latest = latestInvoiceOf(subscription);
  const charge = latest === null ? null : chargeOf(latest);
  const earlier = invoices.flatMap((each) => chargeOf(each) ?? []).filter(({ id }) => id !== charge?.id);
  return {
    subscriptionId: subscription.id,
    customerId: typeof subscription.customer === "string" ? subscription.customer : subscription.customer.id,
    paidBy,
    status: subscription.status,
    priceId: item.price.id,
    plan: "weekly",
    createdAt: toInstant(subscription.created),
    currentPeriodStart: toInstant(subscription.current_period_start),
    currentPeriodEnd: toInstant(subscription.current_period_end),
    cancelAtPeriodEnd: subscription.cancel_at_period_end,
    endedAt: subscription.ended_at === null ? null : toInstant(subscription.ended_at),
    canceledForRefund: subscription.cancellation_details?.comment === REFUNDED_WEEK,
    renewalAmount: renewalAmountOf(subscription, item),
    currency: subscription.currency,
    // A charge that failed took no money: there is nothing of it to give back or to dispute.
    latestCharge: charge?.paid ? readCharge(charge, disputes) : null,
    troubledCharges: earlier.map((each) => readCharge(each, disputes)).filter(isTroubled),
    latestInvoice: latest === null ? null : readInvoice(latest, paidBy),
    openInvoices: invoices
      .filter(({ status }) => status === "open")
      .map((invoice) => readInvoice(invoice, paidBy))
      .sort((a, b) => a.periodStart - b.periodStart),
  };
}

function isTroubled(charge: ChargeState): boolean {
  return charge.amountRefunded > 0 || charge.disputes.length > 0;
}

/** A coupon that takes something off once was used up by the first week. */
function renewalAmountOf(subscription: Stripe.Subscription, { price, quantity }: Stripe.SubscriptionItem): number {
  const full = (price.unit_amount ?? 0) * (quantity ?? 1);
  const { coupon, end } = subscription.discount ?? {};
  const lasts = coupon?.duration === "forever" || (end ?? 0) >= subscription.current_period_end;
  if (!coupon || !lasts) return full;
  return Math.max(0, full - (coupon.amount_off ?? Math.round((full * (coupon.percent_off ?? 0)) / 100)));
}

function readInvoice(invoice: Stripe.Invoice, paidBy: Payer): InvoiceState {
  return {
    invoiceId: invoice.id,
    status: invoice.status ?? "draft",
    // An invoice's own period is the one before; its line says which week it sells.
    periodStart: toInstant(invoice.lines.data[0]?.period.start ?? invoice.created),
    amountRemaining: invoice.amount_remaining,
    nextAttemptAt: invoice.next_payment_attempt === null ? null : toInstant(invoice.next_payment_attempt),
    attempts: invoice.attempt_count,
    payUrl: paidBy === "owner" ? (invoice.hosted_invoice_url ?? null) : null,
  };
}

/** What we keep of a completed payment-mode session that was sold at `priceId`, to whoever called for it; null when the price is not lifetime's. */
export function readPayment(
  session: Stripe.Checkout.Session,
  { priceId, caller: paidBy }: Readonly<{ priceId: string; caller: Payer }>,
  disputes: DisputesByCharge,
  config: StripeConfig,
): PaymentState | null {
  const plan = planOfPrice(priceId, config);
  if (plan !== "one-time" || session.mode !== "payment" || session.status !== "complete") return null;
  const charge = paidChargeOf(session);
  return {
    sessionId: session.id,
    plan,
    paidBy,
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

/** The charge of an invoice, when it was expanded. */
export function chargeOf(invoice: Stripe.Invoice): Stripe.Charge | null {
  return expanded(invoice.charge);
}

/** A subscription's latest invoice, when it was expanded. */
export function latestInvoiceOf(subscription: Stripe.Subscription): Stripe.Invoice | null {
  const invoice = subscription.latest_invoice;
  return typeof invoice === "string" ? null : invoice;
}

function readCharge(charge: Stripe.Charge, disputes: DisputesByCharge): ChargeState {
  return {
    chargeId: charge.id,
    amount: charge.amount,
    currency: charge.currency,
    amountRefunded: charge.amount_refunded,
    disputes: (disputes.get(charge.id) ?? []).map(({ id, status }) => ({ disputeId: id, status })),
  };
}

function expanded(charge: string | Stripe.Charge | null): Stripe.Charge | null {
  return typeof charge === "string" ? null : charge;
}

function toInstant(seconds: number): number {
  return seconds * 1000;
}
