import { describe, expect, it } from "vitest";
import type { Access } from "../../contract/index.ts";
import { EMPTY_SNAPSHOT } from "../access/snapshot.ts";
import {
  DAY,
  disputed,
  HOUR,
  LIFETIME_PRICE,
  lifetime,
  makeCharge,
  makeInvoice,
  makePayment,
  makeSubscription,
  refunded,
  START,
  WEEK,
  WEEK_PRICE,
  weekly,
} from "../access/snapshots.fixture.ts";
import { tell, toText, usd } from "./notices.fixture.ts";

const END = toText(START + WEEK);

describe("a purchase", () => {
  const lifetimeBought = {
    kind: "purchase",
    by: "owner",
    plan: "one-time",
    total: usd(LIFETIME_PRICE),
    renewal: null,
    periodEnd: null,
    weeklyEnds: null,
  };
  const weekBought = {
    kind: "purchase",
    by: "owner",
    plan: "weekly",
    total: usd(WEEK_PRICE),
    renewal: usd(950),
    periodEnd: END,
    weeklyEnds: null,
  };

  it("of lifetime is confirmed with what was paid, once", () => {
    expect(tell(EMPTY_SNAPSHOT, lifetime())).toEqual([lifetimeBought]);
    expect(tell(lifetime(), lifetime())).toEqual([]);
  });

  it("of a week is confirmed with what it renews at and when, once", () => {
    const week = weekly({ renewalAmount: 950 });
    expect(tell(EMPTY_SNAPSHOT, week)).toEqual([weekBought]);
    expect(tell(week, week)).toEqual([]);
  });

  it("of lifetime beside a week says when the week ends, and needs no second mail for that", () => {
    const beside = { ...weekly(), ...lifetimeOnly };
    expect(tell(weekly(), beside)).toEqual([{ ...lifetimeBought, weeklyEnds: END }]);
    expect(tell(beside, { ...weekly({ cancelAtPeriodEnd: true }), ...lifetimeOnly })).toEqual([]);
  });

  it("by somebody else is told as theirs", () => {
    expect(tell(EMPTY_SNAPSHOT, lifetime({ paidBy: "guest" }))).toEqual([{ ...lifetimeBought, by: "guest" }]);
    expect(tell(EMPTY_SNAPSHOT, weekly({ paidBy: "guest" }))).toMatchObject([{ kind: "purchase", by: "guest" }]);
  });

  it("that cost nothing says so", () => {
    const free = { status: "no_payment_required", charge: null } as const;
    expect(tell(EMPTY_SNAPSHOT, lifetime(free))).toEqual([{ ...lifetimeBought, total: null }]);
    expect(tell(lifetime(free), lifetime(free))).toEqual([]);
    expect(tell(EMPTY_SNAPSHOT, weekly({ renewalAmount: 950, latestCharge: null }))).toEqual([
      { ...weekBought, total: null },
    ]);
  });

  it("is confirmed when its money has come, not before", () => {
    const underWay = lifetime({ status: "unpaid", charge: null });
    expect(tell(EMPTY_SNAPSHOT, underWay)).toEqual([]);
    expect(tell(underWay, lifetime())).toEqual([lifetimeBought]);
    const awaited = weekly({ status: "incomplete", latestCharge: null });
    expect(tell(EMPTY_SNAPSHOT, awaited)).toEqual([]);
    expect(tell(awaited, weekly({ renewalAmount: 950 }))).toEqual([weekBought]);
  });

  it("that was over before it was seen is not confirmed", () => {
    expect(tell(EMPTY_SNAPSHOT, weekly({ status: "canceled" }))).toEqual([]);
    expect(tell(EMPTY_SNAPSHOT, lifetime({ charge: refunded() }))).toMatchObject([{ kind: "refund" }]);
  });

  it("that we refund as bought twice is no purchase but a refund", () => {
    const second = makePayment({ sessionId: "cs_test_2", charge: makeCharge({ chargeId: "ch_2" }) });
    const twice = { ...EMPTY_SNAPSHOT, payments: [makePayment(), second] };
    expect(tell(lifetime(), twice, new Set(["ch_2"]))).toEqual([]);
    const week = makeSubscription({ subscriptionId: "sub_2", latestCharge: makeCharge({ chargeId: "ch_2" }) });
    const weeks = { ...EMPTY_SNAPSHOT, subscriptions: [makeSubscription(), week] };
    expect(tell(weekly(), weeks, new Set(["ch_2"]))).toEqual([]);
    expect(tell(weekly(), weeks, new Set(["ch_1"]))).toMatchObject([{ kind: "purchase" }]);
  });
});

describe("a renewal", () => {
  const failed = {
    kind: "renewal_failed",
    due: usd(700),
    accessUntil: toText(START + 72 * HOUR),
    nextAttempt: toText(START + 3 * DAY),
  };
  const pastDue = weekly({
    status: "past_due",
    latestCharge: null,
    latestInvoice: makeInvoice({ amountRemaining: 700 }),
  });

  it("that succeeds is no news", () => {
    const next = { currentPeriodStart: START + WEEK, currentPeriodEnd: START + 2 * WEEK };
    expect(tell(weekly(), weekly(next))).toEqual([]);
  });

  it("that fails is told once, with what is due, until when access goes on, and the next attempt", () => {
    expect(tell(weekly(), pastDue)).toEqual([failed]);
    expect(tell(pastDue, pastDue)).toEqual([]);
  });

  it("that fails and is not tried again says so", () => {
    const latestInvoice = makeInvoice({ nextAttemptAt: null });
    expect(tell(weekly(), weekly({ status: "past_due", latestCharge: null, latestInvoice }))).toEqual([
      { ...failed, due: usd(WEEK_PRICE), nextAttempt: null },
    ]);
  });

  it("that fails before its invoice is seen names the price of the week", () => {
    expect(tell(weekly(), weekly({ status: "past_due", latestCharge: null, renewalAmount: 950 }))).toEqual([
      { ...failed, due: usd(950), nextAttempt: null },
    ]);
  });

  it("counts the time that is left from the first week that is unpaid", () => {
    const openInvoices = [makeInvoice({ periodStart: START - DAY })];
    expect(tell(weekly(), weekly({ status: "past_due", latestCharge: null, openInvoices }))).toMatchObject([
      { kind: "renewal_failed", accessUntil: toText(START + 48 * HOUR) },
    ]);
  });

  it("that is paid after all is told", () => {
    const paid = weekly({ latestInvoice: makeInvoice({ status: "paid" }) });
    expect(tell(pastDue, paid)).toEqual([{ kind: "payment_recovered", periodEnd: END }]);
    expect(tell(paid, paid)).toEqual([]);
  });

  it("that is still past due was not paid after all, whatever its newest invoice says", () => {
    const stillPastDue = weekly({ status: "past_due", latestInvoice: makeInvoice({ status: "paid" }) });
    expect(tell(pastDue, stillPastDue)).toEqual([]);
  });

  it("of which Stripe took the invoice back was not paid after all", () => {
    expect(tell(pastDue, weekly({ latestInvoice: makeInvoice({ status: "void" }) }))).toEqual([]);
    expect(tell(pastDue, weekly())).toEqual([]);
  });
});

describe("a cancellation", () => {
  const canceled = weekly({ cancelAtPeriodEnd: true });

  it("is confirmed with the last moment of access, once", () => {
    expect(tell(weekly(), canceled)).toEqual([{ kind: "canceled", accessUntil: END }]);
    expect(tell(canceled, canceled)).toEqual([]);
  });

  it("that a dispute led to is told by the dispute's own mail, whichever week that is about", () => {
    const charge = disputed("needs_response");
    for (const week of [{ latestCharge: charge }, { troubledCharges: [charge] }]) {
      expect(tell(weekly(week), weekly({ ...week, cancelAtPeriodEnd: true }))).toEqual([]);
    }
  });

  it("taken back is confirmed with what is charged next and when", () => {
    expect(tell(canceled, weekly({ renewalAmount: 950 }))).toEqual([
      { kind: "resumed", renewal: usd(950), periodEnd: END },
    ]);
  });
});

const lifetimeOnly = { payments: [makePayment()] };

describe("the end of access", () => {
  const over = (reason: Access["reason"]) => [{ kind: "access_ended", plan: "weekly", reason }];

  it("is told with the reason, once", () => {
    const ended = weekly({ status: "canceled" });
    expect(tell(weekly(), ended)).toEqual(over("subscription_ended"));
    expect(tell(ended, ended)).toEqual([]);
  });

  it("is told when a subscription is left unpaid", () => {
    expect(tell(weekly(), weekly({ status: "unpaid" }))).toEqual(over("subscription_unpaid"));
  });

  it("is not told to one who has access still, or never had", () => {
    expect(tell({ ...weekly(), ...lifetimeOnly }, { ...weekly({ status: "canceled" }), ...lifetimeOnly })).toEqual([]);
    expect(tell(EMPTY_SNAPSHOT, weekly({ status: "incomplete", latestCharge: null }))).toEqual([]);
  });

  it("is not told beside money that went back or a dispute: those mails say it", () => {
    const beside = (charge: ReturnType<typeof makeCharge>) => weekly({ status: "canceled", latestCharge: charge });
    expect(tell(weekly(), beside(refunded()))).toMatchObject([{ kind: "refund" }]);
    expect(tell(weekly(), beside(disputed("needs_response")))).toMatchObject([{ kind: "dispute_opened" }]);
    expect(tell(weekly(), beside(disputed("lost")))).toMatchObject([{ kind: "dispute_closed" }]);
  });
});
