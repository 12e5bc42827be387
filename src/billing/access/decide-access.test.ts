import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideAccess } from "./decide-access.ts";
import {
  type ChargeState,
  EMPTY_SNAPSHOT,
  type PaymentState,
  type Snapshot,
  type SubscriptionState,
} from "./snapshot.ts";

const HOUR = 3_600_000;
const WEEK = 168 * HOUR;
const START = Date.UTC(2026, 10, 2);

const charge: ChargeState = {
  chargeId: "ch_1",
  amount: 1900,
  currency: "usd",
  amountRefunded: 0,
  disputes: [],
};
const subscription: SubscriptionState = {
  subscriptionId: "sub_1",
  status: "active",
  priceId: "price_weekly",
  plan: "weekly",
  createdAt: START,
  currentPeriodStart: START,
  currentPeriodEnd: START + WEEK,
  cancelAtPeriodEnd: false,
  endedAt: null,
  customerId: "cus_1",
  canceledForRefund: false,
  renewalAmount: 1900,
  currency: "usd",
  latestCharge: charge,
  troubledCharges: [],
  latestInvoice: null,
  openInvoices: [],
};
const payment: PaymentState = {
  sessionId: "cs_test_1",
  plan: "one-time",
  status: "paid",
  completedAt: START,
  charge: { ...charge, amount: 24900 },
};
const weekly = (change: Partial<SubscriptionState>): Snapshot => ({
  subscriptions: [{ ...subscription, ...change }],
  payments: [],
});
const lifetime = (change: Partial<PaymentState>): Snapshot => ({
  subscriptions: [],
  payments: [{ ...payment, ...change }],
});
const disputed = (status: ChargeState["disputes"][number]["status"]): ChargeState => ({
  ...charge,
  disputes: [{ disputeId: "dp_1", status }],
});

describe("access", () => {
  it("is not there without a purchase", () => {
    expect(decideAccess(EMPTY_SNAPSHOT, START)).toEqual({
      granted: false,
      plan: null,
      until: null,
      reason: "no_purchase",
    });
  });

  it("lasts to the end of the paid week, and two hours more while the renewal is fetched", () => {
    const snapshot = weekly({});
    const end = START + WEEK;
    expect(decideAccess(snapshot, end - 1)).toMatchObject({
      granted: true,
      reason: "subscription_active",
      until: new Date(end).toISOString(),
    });
    expect(decideAccess(snapshot, end)).toMatchObject({ granted: true, reason: "subscription_renewing" });
    expect(decideAccess(snapshot, end + 2 * HOUR - 1)).toMatchObject({ granted: true });
    expect(decideAccess(snapshot, end + 2 * HOUR)).toMatchObject({ granted: false, reason: "subscription_ended" });
  });

  it("ends to the second when the subscription was canceled at period end", () => {
    const snapshot = weekly({ cancelAtPeriodEnd: true });
    expect(decideAccess(snapshot, START + WEEK - 1)).toMatchObject({ granted: true, reason: "paid_period_left" });
    expect(decideAccess(snapshot, START + WEEK)).toMatchObject({ granted: false });
  });

  it("goes on for 72 hours after an unpaid period began", () => {
    const snapshot = weekly({ status: "past_due" });
    expect(decideAccess(snapshot, START + 72 * HOUR - 1)).toMatchObject({
      granted: true,
      reason: "subscription_past_due",
    });
    expect(decideAccess(snapshot, START + 72 * HOUR)).toMatchObject({ granted: false, reason: "subscription_unpaid" });
  });

  it.each([
    ["canceled", "subscription_ended"],
    ["unpaid", "subscription_unpaid"],
    ["paused", "subscription_unpaid"],
    ["incomplete", "payment_pending"],
    ["incomplete_expired", "no_purchase"],
  ] as const)("is not there while the subscription is %s", (status, reason) => {
    expect(decideAccess(weekly({ status }), START + 1)).toMatchObject({ granted: false, reason });
  });

  it("is for good after a lifetime payment, and goes before a week", () => {
    const both = { ...weekly({}), payments: [payment] };
    expect(decideAccess(both, START + 100 * WEEK)).toEqual({
      granted: true,
      plan: "one-time",
      until: null,
      reason: "lifetime_paid",
    });
    expect(decideAccess(both, START)).toMatchObject({ plan: "one-time" });
  });

  it("waits for a payment that is under way, and takes a full discount for paid", () => {
    expect(decideAccess(lifetime({ status: "unpaid", charge: null }), START)).toMatchObject({
      granted: false,
      reason: "payment_pending",
    });
    expect(decideAccess(lifetime({ status: "no_payment_required", charge: null }), START)).toMatchObject({
      granted: true,
    });
  });

  it("ends with a full refund, and stays with a partial one", () => {
    const refunded = (amountRefunded: number) => ({ ...charge, amountRefunded });
    expect(decideAccess(lifetime({ charge: refunded(1900) }), START)).toMatchObject({
      granted: false,
      reason: "refunded",
    });
    expect(decideAccess(lifetime({ charge: refunded(1899) }), START)).toMatchObject({ granted: true });
    expect(decideAccess(weekly({ latestCharge: refunded(1900) }), START)).toMatchObject({
      granted: false,
      reason: "refunded",
    });
  });

  it.each([
    ["needs_response", false],
    ["under_review", false],
    ["lost", false],
    ["won", true],
    ["warning_needs_response", true],
    ["warning_under_review", true],
    ["warning_closed", true],
  ] as const)("with a dispute that is %s: %s", (status, granted) => {
    expect(decideAccess(lifetime({ charge: disputed(status) }), START).granted).toBe(granted);
    expect(decideAccess(weekly({ latestCharge: disputed(status) }), START).granted).toBe(granted);
  });

  it("falls back to the paid week when lifetime is refunded", () => {
    const snapshot = {
      ...weekly({ cancelAtPeriodEnd: true }),
      payments: [{ ...payment, charge: { ...charge, amountRefunded: 1900 } }],
    };
    expect(decideAccess(snapshot, START)).toMatchObject({ granted: true, plan: "weekly", reason: "paid_period_left" });
    expect(decideAccess(snapshot, START + WEEK)).toMatchObject({ granted: false, reason: "refunded" });
  });

  it("of two weeks takes the longer one, in whatever order they come", () => {
    const longer = { ...subscription, subscriptionId: "sub_2", currentPeriodEnd: START + 2 * WEEK };
    for (const subscriptions of [
      [subscription, longer],
      [longer, subscription],
    ]) {
      expect(decideAccess({ subscriptions, payments: [] }, START).until).toBe(new Date(START + 2 * WEEK).toISOString());
    }
  });

  it("never comes from time passing alone, and never outlives its `until`", () => {
    const subscriptions = fc.array(
      fc.record({
        status: fc.constantFrom("active", "trialing", "past_due", "canceled", "unpaid", "incomplete", "paused"),
        cancelAtPeriodEnd: fc.boolean(),
        currentPeriodStart: fc.integer({ min: 0, max: 2 * WEEK }).map((ms) => START - ms),
        length: fc.integer({ min: HOUR, max: WEEK }),
      }),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(subscriptions, fc.nat(3 * WEEK), fc.nat(WEEK), (states, elapsed, later) => {
        const snapshot: Snapshot = {
          payments: [],
          subscriptions: states.map(({ length, ...state }) => ({
            ...subscription,
            ...state,
            status: state.status as SubscriptionState["status"],
            currentPeriodEnd: state.currentPeriodStart + length,
          })),
        };
        const now = START + elapsed;
        const access = decideAccess(snapshot, now);
        if (!access.granted) expect(decideAccess(snapshot, now + later).granted).toBe(false);
        if (access.until !== null) expect(Date.parse(access.until)).toBeGreaterThan(now);
      }),
    );
  });
});
