import type {
  ChargeState,
  DisputeStatus,
  InvoiceState,
  PaymentState,
  Snapshot,
  SubscriptionState,
  SubscriptionStatus,
} from "./snapshot.ts";

/* What the tests of decisions start from: a week and a lifetime, each bought at START and paid. */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;
export const START = Date.UTC(2026, 10, 2);
export const WEEK_PRICE = 1900;
export const LIFETIME_PRICE = 24900;
export const PAY_URL = "https://invoice.example/in_1";

export const EVERY_STATUS = [
  "incomplete",
  "incomplete_expired",
  "trialing",
  "active",
  "past_due",
  "canceled",
  "unpaid",
  "paused",
] as const satisfies readonly SubscriptionStatus[];

export function makeCharge(change: Partial<ChargeState> = {}): ChargeState {
  return { chargeId: "ch_1", amount: WEEK_PRICE, currency: "usd", amountRefunded: 0, disputes: [], ...change };
}

/** A charge of which `amount` was given back; all of it unless said otherwise. */
export function refunded(charge: ChargeState = makeCharge(), amount = charge.amount): ChargeState {
  return { ...charge, amountRefunded: amount };
}

export function disputed(status: DisputeStatus, charge: ChargeState = makeCharge()): ChargeState {
  return { ...charge, disputes: [{ disputeId: `dp_${charge.chargeId}`, status }] };
}

/** An open invoice for the week that began at START. */
export function makeInvoice(change: Partial<InvoiceState> = {}): InvoiceState {
  return {
    invoiceId: "in_1",
    status: "open",
    periodStart: START,
    amountRemaining: WEEK_PRICE,
    nextAttemptAt: START + 3 * DAY,
    attempts: 1,
    payUrl: PAY_URL,
    ...change,
  };
}

export function makeSubscription(change: Partial<SubscriptionState> = {}): SubscriptionState {
  return {
    subscriptionId: "sub_1",
    customerId: "cus_1",
    paidBy: "owner",
    status: "active",
    priceId: "price_weekly",
    plan: "weekly",
    createdAt: START,
    currentPeriodStart: START,
    currentPeriodEnd: START + WEEK,
    cancelAtPeriodEnd: false,
    endedAt: null,
    canceledForRefund: false,
    renewalAmount: WEEK_PRICE,
    currency: "usd",
    latestCharge: makeCharge(),
    troubledCharges: [],
    latestInvoice: null,
    openInvoices: [],
    ...change,
  };
}

export function makePayment(change: Partial<PaymentState> = {}): PaymentState {
  return {
    sessionId: "cs_test_1",
    plan: "one-time",
    paidBy: "owner",
    status: "paid",
    completedAt: START,
    charge: makeCharge({ chargeId: "ch_lifetime", amount: LIFETIME_PRICE }),
    ...change,
  };
}

/** Nothing but one subscription. */
export function weekly(change: Partial<SubscriptionState> = {}): Snapshot {
  return { subscriptions: [makeSubscription(change)], payments: [] };
}

/** Nothing but one payment. */
export function lifetime(change: Partial<PaymentState> = {}): Snapshot {
  return { subscriptions: [], payments: [makePayment(change)] };
}
