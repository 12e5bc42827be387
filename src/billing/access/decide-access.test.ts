import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideAccess } from "./decide-access.ts";
import { EMPTY_SNAPSHOT, type Entitlements, type Snapshot } from "./snapshot.ts";
import {
  disputed,
  HOUR,
  lifetime,
  makeCharge,
  makeInvoice,
  makePayment,
  makeSubscription,
  refunded,
  START,
  WEEK,
  weekly,
} from "./snapshots.fixture.ts";

const toText = (instant: number) => new Date(instant).toISOString();

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
    const snapshot = weekly();
    const end = START + WEEK;
    expect(decideAccess(snapshot, end - 1)).toEqual({
      granted: true,
      plan: "weekly",
      until: toText(end),
      reason: "subscription_active",
    });
    const renewing = {
      granted: true,
      plan: "weekly",
      until: toText(end + 2 * HOUR),
      reason: "subscription_renewing",
    };
    expect(decideAccess(snapshot, end)).toEqual(renewing);
    expect(decideAccess(snapshot, end + 2 * HOUR - 1)).toEqual(renewing);
    expect(decideAccess(snapshot, end + 2 * HOUR)).toMatchObject({ granted: false, reason: "subscription_ended" });
  });

  it("is the same in a trial as in a paid week", () => {
    expect(decideAccess(weekly({ status: "trialing" }), START)).toEqual(decideAccess(weekly(), START));
  });

  it("ends to the second when the subscription was canceled at period end", () => {
    const snapshot = weekly({ cancelAtPeriodEnd: true });
    expect(decideAccess(snapshot, START + WEEK - 1)).toMatchObject({ granted: true, reason: "paid_period_left" });
    expect(decideAccess(snapshot, START + WEEK)).toMatchObject({ granted: false, reason: "subscription_ended" });
  });

  it("goes on for 72 hours after an unpaid period began", () => {
    const snapshot = weekly({ status: "past_due" });
    expect(decideAccess(snapshot, START + 72 * HOUR - 1)).toEqual({
      granted: true,
      plan: "weekly",
      until: toText(START + 72 * HOUR),
      reason: "subscription_past_due",
    });
    expect(decideAccess(snapshot, START + 72 * HOUR)).toMatchObject({ granted: false, reason: "subscription_unpaid" });
  });

  it("counts the 72 hours from the first week that is unpaid, though Stripe has begun another", () => {
    const openInvoices = [makeInvoice({ periodStart: START - WEEK }), makeInvoice({ periodStart: START })];
    expect(decideAccess(weekly({ status: "past_due", openInvoices }), START + 1)).toMatchObject({
      granted: false,
      reason: "subscription_unpaid",
    });
  });

  it.each([
    ["canceled", "subscription_ended"],
    ["unpaid", "subscription_unpaid"],
    ["paused", "subscription_unpaid"],
    ["incomplete", "no_purchase"],
    ["incomplete_expired", "no_purchase"],
  ] as const)("is not there while the subscription is %s", (status, reason) => {
    expect(decideAccess(weekly({ status }), START + 1)).toEqual({ granted: false, plan: null, until: null, reason });
  });

  it("is for good after a lifetime payment, and goes before a week", () => {
    const both = { ...weekly(), payments: [makePayment()] };
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
    expect(decideAccess(lifetime({ charge: makeCharge({ amount: 0 }) }), START)).toMatchObject({ granted: true });
  });

  it("ends with a full refund, and stays with a partial one", () => {
    const partly = refunded(makeCharge(), 1899);
    expect(decideAccess(lifetime({ charge: refunded() }), START)).toMatchObject({ granted: false, reason: "refunded" });
    expect(decideAccess(lifetime({ charge: partly }), START)).toMatchObject({ granted: true });
    expect(decideAccess(weekly({ latestCharge: refunded() }), START)).toMatchObject({
      granted: false,
      reason: "refunded",
    });
    expect(decideAccess(weekly({ latestCharge: partly }), START)).toMatchObject({ granted: true });
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
    const reason = granted ? {} : { reason: "disputed" };
    const charge = disputed(status);
    expect(decideAccess(lifetime({ charge }), START)).toMatchObject({ granted, ...reason });
    expect(decideAccess(weekly({ latestCharge: charge }), START)).toMatchObject({ granted, ...reason });
    expect(decideAccess(weekly({ troubledCharges: [charge] }), START)).toMatchObject({ granted, ...reason });
  });

  it("is suspended by one open dispute among several that are settled", () => {
    const charge = makeCharge({
      disputes: [
        { disputeId: "dp_1", status: "won" },
        { disputeId: "dp_2", status: "under_review" },
      ],
    });
    expect(decideAccess(lifetime({ charge }), START)).toMatchObject({ granted: false, reason: "disputed" });
    expect(decideAccess(weekly({ troubledCharges: [makeCharge(), charge] }), START)).toMatchObject({ granted: false });
  });

  it("stays when an earlier week was refunded: the present one is paid", () => {
    expect(decideAccess(weekly({ troubledCharges: [refunded()] }), START)).toMatchObject({ granted: true });
  });

  it("falls back to the paid week when lifetime is refunded", () => {
    const snapshot = { ...weekly({ cancelAtPeriodEnd: true }), payments: [makePayment({ charge: refunded() })] };
    expect(decideAccess(snapshot, START)).toMatchObject({ granted: true, plan: "weekly", reason: "paid_period_left" });
    expect(decideAccess(snapshot, START + WEEK)).toMatchObject({ granted: false, reason: "refunded" });
  });

  it("lasts to the end of a week that was canceled for a refund which then failed", () => {
    const canceled = { status: "canceled", canceledForRefund: true } as const;
    const end = START + WEEK;
    expect(decideAccess(weekly(canceled), end - 1)).toEqual({
      granted: true,
      plan: "weekly",
      until: toText(end),
      reason: "paid_period_left",
    });
    for (const over of [
      decideAccess(weekly(canceled), end),
      decideAccess(weekly({ ...canceled, canceledForRefund: false }), START),
      decideAccess(weekly({ ...canceled, latestCharge: null }), START),
    ]) {
      expect(over).toMatchObject({ granted: false, reason: "subscription_ended" });
    }
    expect(decideAccess(weekly({ ...canceled, latestCharge: refunded() }), START).reason).toBe("refunded");
  });

  it("of two weeks takes the longer one, in whatever order they come", () => {
    const sooner = makeSubscription();
    const longer = makeSubscription({ subscriptionId: "sub_2", currentPeriodEnd: START + 2 * WEEK });
    for (const subscriptions of [
      [sooner, longer],
      [longer, sooner],
    ]) {
      expect(decideAccess({ subscriptions, payments: [] }, START).until).toBe(toText(START + 2 * WEEK));
    }
  });

  it("names the most telling of several reasons why there is none", () => {
    const states: [string, Snapshot][] = [
      ["disputed", lifetime({ charge: disputed("lost") })],
      ["refunded", lifetime({ charge: refunded() })],
      ["payment_pending", lifetime({ status: "unpaid" })],
      ["subscription_unpaid", weekly({ status: "unpaid" })],
      ["subscription_ended", weekly({ status: "canceled" })],
      ["no_purchase", weekly({ status: "incomplete_expired" })],
    ];
    for (const [index, [reason, telling]] of states.entries()) {
      for (const [, other] of states.slice(index)) {
        const both = {
          subscriptions: [...other.subscriptions, ...telling.subscriptions],
          payments: [...other.payments, ...telling.payments],
        };
        expect(decideAccess(both, START)).toMatchObject({ granted: false, reason });
      }
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
          subscriptions: states.map(({ length, ...state }) =>
            makeSubscription({ ...state, currentPeriodEnd: state.currentPeriodStart + length }),
          ),
        };
        const now = START + elapsed;
        const access = decideAccess(snapshot, now);
        if (!access.granted) expect(decideAccess(snapshot, now + later).granted).toBe(false);
        if (access.until !== null) expect(Date.parse(access.until)).toBeGreaterThan(now);
      }),
    );
  });
});

describe("access that an operator gave", () => {
  const given = (until: number | null, snapshot: Snapshot = EMPTY_SNAPSHOT): Entitlements => ({
    ...snapshot,
    complimentary: [{ grantId: "grant_1", until }],
  });

  it("lasts to its end, and is of no plan", () => {
    expect(decideAccess(given(START + WEEK), START + WEEK - 1)).toEqual({
      granted: true,
      plan: null,
      until: toText(START + WEEK),
      reason: "complimentary",
    });
    expect(decideAccess(given(START + WEEK), START + WEEK)).toMatchObject({ granted: false, reason: "no_purchase" });
  });

  it("without an end it lasts, yet what was bought for good is named first", () => {
    expect(decideAccess(given(null), START + 100 * WEEK)).toMatchObject({ granted: true, until: null, plan: null });
    expect(decideAccess(given(null, weekly()), START)).toMatchObject({ reason: "complimentary" });
    expect(decideAccess(given(null, lifetime()), START)).toMatchObject({ reason: "lifetime_paid" });
  });

  it("shorter than the paid week it changes nothing", () => {
    expect(decideAccess(given(START + HOUR, weekly()), START)).toEqual(decideAccess(weekly(), START));
  });
});
