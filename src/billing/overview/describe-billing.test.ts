import { describe, expect, it } from "vitest";
import { EMPTY_SNAPSHOT, type Entitlements, type SubscriptionState } from "../access/snapshot.ts";
import {
  DAY,
  disputed,
  HOUR,
  lifetime,
  makeInvoice,
  makePayment,
  makeSubscription,
  PAY_URL,
  refunded,
  START,
  WEEK,
  WEEK_PRICE,
  weekly,
} from "../access/snapshots.fixture.ts";
import { describeBilling } from "./describe-billing.ts";

const toText = (instant: number) => new Date(instant).toISOString();
const usd = (amount: number) => ({ amount, currency: "usd" });
const OWN = ["cus_0", "cus_1"];
const NOW = START + DAY;

const show = (entitlements: Entitlements, own: readonly string[] = OWN, now = NOW) =>
  describeBilling(entitlements, own, now);
const showWeek = (change: Partial<SubscriptionState>) => show(weekly(change)).subscription;

const ACTIVE = {
  phase: "active",
  renewal: usd(WEEK_PRICE),
  periodEnd: toText(START + WEEK),
  mayCancel: true,
  mayResume: false,
  due: null,
  nextAttempt: null,
  payUrl: null,
  graceEnd: null,
};

describe("what a customer sees of her billing", () => {
  it("is empty before she bought anything", () => {
    expect(show(EMPTY_SNAPSHOT, [])).toEqual({
      access: { granted: false, plan: null, until: null, reason: "no_purchase" },
      subscription: null,
      lifetimeSince: null,
      paidByGuest: false,
      hasPortal: false,
    });
  });

  it("has the access of this moment, and Stripe's portal once a customer is hers", () => {
    const complimentary = [{ grantId: "grant_1", until: NOW + 1 }];
    expect(show({ ...EMPTY_SNAPSHOT, complimentary }).access).toMatchObject({ granted: true });
    expect(show({ ...EMPTY_SNAPSHOT, complimentary }, OWN, NOW + 1).access).toMatchObject({ granted: false });
    expect(show(EMPTY_SNAPSHOT, ["cus_1"]).hasPortal).toBe(true);
  });
});

describe("her lifetime access", () => {
  it("is dated by the first payment that stands", () => {
    const payments = [
      makePayment({ completedAt: START + 2 * DAY }),
      makePayment({ completedAt: START + DAY }),
      makePayment({ completedAt: START, charge: refunded() }),
      makePayment({ completedAt: START, charge: disputed("lost") }),
      makePayment({ completedAt: START, charge: null, status: "unpaid" }),
    ];
    expect(show({ ...EMPTY_SNAPSHOT, payments }).lifetimeSince).toBe(toText(START + DAY));
  });

  it("is there after a full discount, and not while its money is under way or gone", () => {
    expect(show(lifetime({ status: "no_payment_required", charge: null })).lifetimeSince).toBe(toText(START));
    expect(show(lifetime({ status: "unpaid", charge: null })).lifetimeSince).toBeNull();
    expect(show(lifetime({ charge: refunded() })).lifetimeSince).toBeNull();
  });
});

describe("her subscription", () => {
  it("shows what renews, when, and that it may be canceled", () => {
    expect(showWeek({})).toEqual(ACTIVE);
    expect(showWeek({ status: "trialing" })).toEqual(ACTIVE);
    expect(showWeek({ renewalAmount: 950 })?.renewal).toEqual(usd(950));
  });

  it("that ends with the paid week charges nothing more, and may be resumed", () => {
    expect(showWeek({ cancelAtPeriodEnd: true })).toEqual({
      ...ACTIVE,
      phase: "ending",
      renewal: null,
      mayCancel: false,
      mayResume: true,
    });
  });

  it("past due shows what is due, where to pay it, and when access ends", () => {
    const openInvoices = [
      makeInvoice({ payUrl: "https://invoice.example/older", amountRemaining: 100 }),
      makeInvoice({ amountRemaining: 700 }),
    ];
    const pastDue = {
      ...ACTIVE,
      phase: "past_due",
      renewal: null,
      due: usd(700),
      nextAttempt: toText(START + 3 * DAY),
      payUrl: PAY_URL,
      graceEnd: toText(START + 72 * HOUR),
    };
    expect(showWeek({ status: "past_due", openInvoices })).toEqual(pastDue);
    expect(showWeek({ status: "past_due", openInvoices, cancelAtPeriodEnd: true })).toEqual(pastDue);
  });

  it("that somebody else pays for says so", () => {
    expect(show(weekly({ paidBy: "guest" }), []).paidByGuest).toBe(true);
    expect(show(weekly(), ["cus_1"]).paidByGuest).toBe(false);
  });

  it("past due without an invoice to pay shows only when access ends", () => {
    expect(showWeek({ status: "past_due" })).toMatchObject({
      due: null,
      nextAttempt: null,
      payUrl: null,
      graceEnd: toText(START + 72 * HOUR),
    });
  });

  it("counts the time that is left from the first week that is unpaid", () => {
    const openInvoices = [makeInvoice({ periodStart: START - DAY })];
    expect(showWeek({ status: "past_due", openInvoices })?.graceEnd).toBe(toText(START + 48 * HOUR));
  });

  it("left unpaid shows what would open it again", () => {
    const openInvoices = [makeInvoice({ nextAttemptAt: null, payUrl: null })];
    expect(showWeek({ status: "unpaid", openInvoices, cancelAtPeriodEnd: true })).toEqual({
      ...ACTIVE,
      phase: "unpaid",
      renewal: null,
      mayCancel: false,
      due: usd(WEEK_PRICE),
    });
  });

  it("shows nothing as due while it is paid, though an older invoice is open", () => {
    expect(showWeek({ openInvoices: [makeInvoice()] })).toEqual(ACTIVE);
  });

  it.each(["canceled", "incomplete", "incomplete_expired", "paused"] as const)("is not shown when %s", (status) => {
    expect(showWeek({ status })).toBeNull();
  });

  it("is the one that bills, else the one that waits to be paid", () => {
    const over = makeSubscription({ status: "canceled" });
    const unpaid = makeSubscription({ status: "unpaid" });
    const phaseOf = (...subscriptions: SubscriptionState[]) =>
      show({ ...EMPTY_SNAPSHOT, subscriptions }).subscription?.phase;
    expect(phaseOf(over, unpaid, makeSubscription())).toBe("active");
    expect(phaseOf(over, unpaid)).toBe("unpaid");
  });
});

describe("an ending subscription may not be resumed", () => {
  const ending = makeSubscription({ cancelAtPeriodEnd: true });
  const mayResume = (change: Partial<Entitlements>, own = OWN, now = NOW) =>
    show({ payments: [], subscriptions: [ending], ...change }, own, now).subscription?.mayResume;

  it("beside lifetime access", () => {
    expect(mayResume({ payments: [makePayment()] })).toBe(false);
    expect(mayResume({ payments: [makePayment({ charge: refunded() })] })).toBe(true);
  });

  it("when a guest pays for it", () => {
    expect(mayResume({}, ["cus_0"])).toBe(false);
  });

  it("from the moment its week is over", () => {
    expect(mayResume({}, OWN, START + WEEK - 1)).toBe(true);
    expect(mayResume({}, OWN, START + WEEK)).toBe(false);
  });

  it("while any of its weeks is disputed", () => {
    const latest = { ...ending, latestCharge: disputed("needs_response") };
    const earlier = { ...ending, troubledCharges: [refunded(), disputed("under_review")] };
    for (const each of [latest, earlier]) expect(mayResume({ subscriptions: [each] })).toBe(false);
    expect(mayResume({ subscriptions: [{ ...ending, latestCharge: disputed("won") }] })).toBe(true);
  });
});
