import { describe, expect, it } from "vitest";
import type { Correction } from "../outbox/tasks.ts";
import { correctionId, decideCorrections } from "./decide-corrections.ts";
import { EMPTY_SNAPSHOT, type PaymentState, type Snapshot, type SubscriptionState } from "./snapshot.ts";
import {
  DAY,
  disputed,
  EVERY_STATUS,
  LIFETIME_PRICE,
  lifetime,
  makeCharge,
  makeInvoice,
  makePayment,
  makeSubscription,
  refunded,
  START,
  weekly,
} from "./snapshots.fixture.ts";

const LATER = START + DAY;

/** A purchase of the same thing again, a day later, under ids of its own. */
const secondPayment = (change: Partial<PaymentState> = {}) =>
  makePayment({
    sessionId: "cs_test_2",
    completedAt: LATER,
    charge: makeCharge({ chargeId: "ch_2", amount: LIFETIME_PRICE }),
    ...change,
  });
const secondWeek = (change: Partial<SubscriptionState> = {}) =>
  makeSubscription({
    subscriptionId: "sub_2",
    createdAt: LATER,
    latestCharge: makeCharge({ chargeId: "ch_2" }),
    ...change,
  });
const cancel = (subscriptionId: string, why: string) => ({ kind: "cancel_subscription", subscriptionId, why });
const end = (subscriptionId: string, why: string) => ({ kind: "end_subscription", subscriptionId, why });
const giveBack = (chargeId: string) => ({ kind: "refund_charge", chargeId, why: "duplicate" });

const decide = (snapshot: Partial<Snapshot>) => decideCorrections({ ...EMPTY_SNAPSHOT, ...snapshot }, LATER);
/** The same in whatever order Stripe lists. */
const decideEitherWay = ({ subscriptions = [], payments = [] }: Partial<Snapshot>) => {
  const corrections = decide({ subscriptions, payments });
  const reversed = decide({ subscriptions: subscriptions.toReversed(), payments: payments.toReversed() });
  expect(new Set(reversed)).toEqual(new Set(corrections));
  return corrections;
};

describe("nothing is put right", () => {
  it.each([
    ["nothing was bought", EMPTY_SNAPSHOT],
    ["a week was bought once", weekly()],
    ["a week is past due", weekly({ status: "past_due", latestCharge: null })],
    ["lifetime was bought once", lifetime()],
    ["part of a week was given back", weekly({ latestCharge: refunded(makeCharge(), 500) })],
    ["an earlier week was given back", weekly({ troubledCharges: [refunded()] })],
    ["there is an inquiry", weekly({ latestCharge: disputed("warning_needs_response") })],
    ["a dispute was won", weekly({ latestCharge: disputed("won") })],
    ["the first payment is awaited", weekly({ status: "incomplete", latestCharge: null })],
    ["a payment is under way", lifetime({ status: "unpaid", charge: null })],
  ])("when %s", (_, snapshot) => {
    expect(decide(snapshot)).toEqual([]);
  });
});

describe("lifetime paid twice", () => {
  it("is refunded once: what was paid first stays", () => {
    expect(decideEitherWay({ payments: [makePayment(), secondPayment()] })).toEqual([giveBack("ch_2")]);
  });

  it("in the same second: one of the two goes back, always the same", () => {
    const payments = [makePayment(), secondPayment({ completedAt: START })];
    expect(decideEitherWay({ payments })).toEqual([giveBack("ch_2")]);
  });

  it("the third payment goes back as well", () => {
    const third = secondPayment({ sessionId: "cs_test_3", charge: makeCharge({ chargeId: "ch_3" }) });
    expect(decideEitherWay({ payments: [makePayment(), secondPayment(), third] })).toEqual([
      giveBack("ch_2"),
      giveBack("ch_3"),
    ]);
  });

  it.each([
    ["refunded", makePayment({ charge: refunded() })],
    ["disputed", makePayment({ charge: disputed("needs_response") })],
    ["still under way", makePayment({ status: "unpaid", charge: null })],
  ])("the second stands when the first is %s", (_, first) => {
    expect(decideEitherWay({ payments: [first, secondPayment()] })).toEqual([]);
  });

  it("a full discount counts as the purchase, and there is nothing of it to give back", () => {
    const free = { status: "no_payment_required", charge: null } as const;
    expect(decideEitherWay({ payments: [makePayment(free), secondPayment()] })).toEqual([giveBack("ch_2")]);
    expect(decideEitherWay({ payments: [makePayment(), secondPayment(free)] })).toEqual([]);
    expect(decide({ payments: [makePayment(), secondPayment({ charge: makeCharge({ amount: 0 }) })] })).toEqual([]);
  });

  it("what is left of a second payment after a partial refund goes back", () => {
    const charge = refunded(makeCharge({ chargeId: "ch_2" }), 100);
    expect(decideEitherWay({ payments: [makePayment(), secondPayment({ charge })] })).toEqual([giveBack("ch_2")]);
  });
});

describe("a week bought twice", () => {
  it("the newer subscription is canceled before its money goes back", () => {
    expect(decideEitherWay({ subscriptions: [makeSubscription(), secondWeek()] })).toEqual([
      cancel("sub_2", "duplicate"),
      giveBack("ch_2"),
    ]);
  });

  it("in the same second: one of the two goes, always the same", () => {
    expect(decideEitherWay({ subscriptions: [makeSubscription(), secondWeek({ createdAt: START })] })).toEqual([
      cancel("sub_2", "duplicate"),
      giveBack("ch_2"),
    ]);
  });

  it("one that is paid stays rather than an older one that is not", () => {
    const pastDue = makeSubscription({ status: "past_due", latestCharge: null });
    expect(decideEitherWay({ subscriptions: [pastDue, secondWeek()] })).toEqual([cancel("sub_1", "duplicate")]);
    const both = [pastDue, secondWeek({ status: "past_due", latestCharge: null })];
    expect(decideEitherWay({ subscriptions: both })).toEqual([cancel("sub_2", "duplicate")]);
  });

  it("money that is disputed is left to the dispute, and is a reason of its own", () => {
    const disputedWeek = secondWeek({ latestCharge: disputed("needs_response", makeCharge({ chargeId: "ch_2" })) });
    expect(decideEitherWay({ subscriptions: [makeSubscription(), disputedWeek] })).toEqual([
      cancel("sub_2", "duplicate"),
    ]);
  });

  it("a newer week that was refunded already is canceled once", () => {
    const given = secondWeek({ latestCharge: refunded(makeCharge({ chargeId: "ch_2" })) });
    expect(decideEitherWay({ subscriptions: [makeSubscription(), given] })).toEqual([cancel("sub_2", "week_refunded")]);
  });

  it("one that Stripe left unpaid goes when another one bills, and stays when none does", () => {
    const unpaid = makeSubscription({ status: "unpaid", latestCharge: null });
    expect(decideEitherWay({ subscriptions: [unpaid, secondWeek()] })).toEqual([cancel("sub_1", "duplicate")]);
    expect(decide({ subscriptions: [unpaid] })).toEqual([]);
  });

  it.each(["incomplete", "incomplete_expired", "paused", "canceled"] as const)(
    "one that is %s is no second purchase",
    (status) => {
      expect(decideEitherWay({ subscriptions: [makeSubscription({ status }), secondWeek()] })).toEqual([]);
    },
  );
});

describe("lifetime beside a week", () => {
  it.each(["active", "trialing"] as const)("lets the paid week run out and renews it no more (%s)", (status) => {
    const subscriptions = [makeSubscription({ status })];
    const payments = [makePayment({ completedAt: LATER })];
    expect(decide({ subscriptions, payments })).toEqual([end("sub_1", "lifetime_bought")]);
    const ended = [makeSubscription({ status, cancelAtPeriodEnd: true })];
    expect(decide({ subscriptions: ended, payments })).toEqual([]);
  });

  it("bought in the same second it still lets the week run out", () => {
    expect(decide({ subscriptions: [makeSubscription()], payments: [makePayment()] })).toEqual([
      end("sub_1", "lifetime_bought"),
    ]);
  });

  it.each(["past_due", "unpaid"] as const)("ends a week at once that was never paid (%s)", (status) => {
    const subscriptions = [makeSubscription({ status, latestCharge: null, cancelAtPeriodEnd: true })];
    expect(decide({ subscriptions, payments: [makePayment({ completedAt: LATER })] })).toEqual([
      cancel("sub_1", "lifetime_bought"),
    ]);
  });

  it("a week bought later was needless: canceled, and its money goes back", () => {
    const subscriptions = [makeSubscription({ createdAt: START + 1 })];
    expect(decide({ subscriptions, payments: [makePayment()] })).toEqual([
      cancel("sub_1", "duplicate"),
      giveBack("ch_1"),
    ]);
  });

  it("counts from the oldest lifetime payment that stands", () => {
    const subscriptions = [makeSubscription({ createdAt: START + 1 })];
    const payments = [makePayment({ charge: refunded() }), secondPayment()];
    expect(decideEitherWay({ subscriptions, payments })).toEqual([end("sub_1", "lifetime_bought")]);
  });

  it("refunded, it ends nothing", () => {
    const payments = [makePayment({ completedAt: LATER, charge: refunded() })];
    expect(decide({ subscriptions: [makeSubscription()], payments })).toEqual([]);
  });

  it.each(["canceled", "incomplete", "incomplete_expired", "paused"] as const)(
    "leaves alone what does not bill (%s)",
    (status) => {
      const payments = [makePayment({ completedAt: LATER })];
      expect(decide({ subscriptions: [makeSubscription({ status })], payments })).toEqual([]);
    },
  );
});

describe("a week whose money is gone", () => {
  it.each(["active", "trialing", "past_due", "unpaid"] as const)("given back, it is canceled (%s)", (status) => {
    expect(decide(weekly({ status, latestCharge: refunded() }))).toEqual([cancel("sub_1", "week_refunded")]);
  });

  it.each(["needs_response", "under_review"] as const)("disputed, it renews no more (%s)", (status) => {
    for (const week of [{ latestCharge: disputed(status) }, { troubledCharges: [disputed(status)] }]) {
      expect(decide(weekly(week))).toEqual([end("sub_1", "disputed")]);
      expect(decide(weekly({ ...week, cancelAtPeriodEnd: true }))).toEqual([]);
      expect(decide(weekly({ ...week, status: "past_due" }))).toEqual([cancel("sub_1", "disputed")]);
    }
  });

  it("a dispute lost, it is canceled, whichever week it was about", () => {
    expect(decide(weekly({ latestCharge: disputed("lost") }))).toEqual([cancel("sub_1", "disputed")]);
    expect(decide(weekly({ troubledCharges: [makeCharge(), disputed("lost")] }))).toEqual([
      cancel("sub_1", "disputed"),
    ]);
  });

  it("what is over already is left alone", () => {
    expect(decide(weekly({ status: "canceled", latestCharge: refunded() }))).toEqual([]);
    expect(decide(weekly({ status: "canceled", latestCharge: disputed("lost") }))).toEqual([]);
  });
});

describe("a week that went by unpaid", () => {
  const lastWeek = makeInvoice({ periodStart: START - 1 });
  const thisWeek = makeInvoice({ invoiceId: "in_2", periodStart: START });

  it.each(["past_due", "unpaid"] as const)("ends the subscription when the next one begins (%s)", (status) => {
    const openInvoices = [lastWeek, thisWeek];
    expect(decide(weekly({ status, latestCharge: null, openInvoices }))).toEqual([cancel("sub_1", "unpaid")]);
  });

  it("is not yet gone while it runs", () => {
    expect(decide(weekly({ status: "past_due", latestCharge: null, openInvoices: [thisWeek] }))).toEqual([]);
  });

  it("ends nothing once the newest week is paid", () => {
    expect(decide(weekly({ openInvoices: [lastWeek] }))).toEqual([]);
  });
});

describe("invoices of a subscription that has ended", () => {
  const openInvoices = [makeInvoice(), makeInvoice({ invoiceId: "in_2" })];

  it("are voided, so that nobody pays for a week that can't come", () => {
    expect(decide(weekly({ status: "canceled", openInvoices }))).toEqual([
      { kind: "void_invoice", invoiceId: "in_1", why: "subscription_ended" },
      { kind: "void_invoice", invoiceId: "in_2", why: "subscription_ended" },
    ]);
  });

  it.each(EVERY_STATUS.filter((status) => status !== "canceled"))("stay payable while it is %s", (status) => {
    expect(decide(weekly({ status, latestCharge: null, openInvoices }))).toEqual([]);
  });
});

describe("a correction", () => {
  it("is named by what it is about, whatever the reason", () => {
    const corrections: Correction[] = [
      { kind: "cancel_subscription", subscriptionId: "sub_1", why: "unpaid" },
      { kind: "end_subscription", subscriptionId: "sub_1", why: "disputed" },
      { kind: "refund_charge", chargeId: "ch_1", why: "duplicate" },
      { kind: "void_invoice", invoiceId: "in_1", why: "subscription_ended" },
    ];
    expect(corrections.map(correctionId)).toEqual([
      "cancel_subscription:sub_1",
      "end_subscription:sub_1",
      "refund_charge:ch_1",
      "void_invoice:in_1",
    ]);
  });
});
