import { describe, expect, it } from "vitest";
import { nextLook } from "./next-look.ts";
import { EMPTY_SNAPSHOT } from "./snapshot.ts";
import {
  DAY,
  HOUR,
  lifetime,
  MINUTE,
  makeInvoice,
  makePayment,
  makeSubscription,
  START,
  WEEK,
  weekly,
} from "./snapshots.fixture.ts";

const END = START + WEEK;

describe("the next look at Stripe without an event", () => {
  it("never comes where nothing was bought", () => {
    expect(nextLook(EMPTY_SNAPSHOT, START)).toBeNull();
  });

  it.each(["active", "trialing"] as const)(
    "comes every six hours in a running week, and a minute after its end (%s)",
    (status) => {
      const snapshot = weekly({ status });
      expect(nextLook(snapshot, START)).toBe(START + 6 * HOUR);
      expect(nextLook(snapshot, END - 6 * HOUR)).toBe(END);
      expect(nextLook(snapshot, END - HOUR)).toBe(END + MINUTE);
    },
  );

  it("comes every five minutes while a renewal is awaited", () => {
    expect(nextLook(weekly(), END)).toBe(END + 5 * MINUTE);
    expect(nextLook(weekly(), END + DAY)).toBe(END + DAY + 5 * MINUTE);
  });

  it("comes every hour while a week is unpaid, and a minute after the 72 hours are over", () => {
    const snapshot = weekly({ status: "past_due" });
    const graceEnd = START + 72 * HOUR;
    expect(nextLook(snapshot, START)).toBe(START + HOUR);
    expect(nextLook(snapshot, graceEnd - HOUR / 2)).toBe(graceEnd + MINUTE);
    expect(nextLook(snapshot, graceEnd)).toBe(graceEnd + HOUR);
    expect(nextLook(snapshot, graceEnd + DAY)).toBe(graceEnd + DAY + HOUR);
  });

  it("counts the 72 hours from the first week that is unpaid", () => {
    const openInvoices = [makeInvoice({ periodStart: START - DAY })];
    const graceEnd = START + 48 * HOUR;
    expect(nextLook(weekly({ status: "past_due", openInvoices }), graceEnd - MINUTE)).toBe(graceEnd + MINUTE);
  });

  it.each([
    ["incomplete", HOUR],
    ["unpaid", 6 * HOUR],
    ["paused", 6 * HOUR],
  ] as const)("comes after a while for a subscription that is %s", (status, pause) => {
    expect(nextLook(weekly({ status }), START)).toBe(START + pause);
  });

  it("comes daily for 120 days after a subscription's end, since its charges may still be disputed", () => {
    const endedAt = START;
    for (const status of ["canceled", "incomplete_expired"] as const) {
      const snapshot = weekly({ status, endedAt });
      expect(nextLook(snapshot, endedAt)).toBe(endedAt + DAY);
      expect(nextLook(snapshot, endedAt + 120 * DAY - 1)).toBe(endedAt + 121 * DAY - 1);
      expect(nextLook(snapshot, endedAt + 120 * DAY)).toBeNull();
    }
    expect(nextLook(weekly({ status: "canceled", endedAt: null }), START)).toBeNull();
  });

  it("comes daily for a payment, and hourly while it is under way", () => {
    expect(nextLook(lifetime(), START)).toBe(START + DAY);
    expect(nextLook(lifetime({ status: "no_payment_required" }), START)).toBe(START + DAY);
    expect(nextLook(lifetime({ status: "unpaid" }), START)).toBe(START + HOUR);
  });

  it("comes at the first of several moments", () => {
    const both = {
      subscriptions: [makeSubscription({ status: "canceled", endedAt: START - 200 * DAY }), makeSubscription()],
      payments: [makePayment(), makePayment({ status: "unpaid" })],
    };
    expect(nextLook(both, START)).toBe(START + HOUR);
  });
});
