import { describe, expect, it } from "vitest";
import {
  disputed,
  LIFETIME_PRICE,
  lifetime,
  makeCharge,
  makePayment,
  refunded,
  WEEK_PRICE,
  weekly,
} from "../access/snapshots.fixture.ts";
import { tell, usd } from "./notices.fixture.ts";

describe("money that goes back", () => {
  const refund = (change: object) => ({
    kind: "refund",
    by: "owner",
    refunded: usd(LIFETIME_PRICE),
    full: true,
    plan: "one-time",
    because: "other",
    ends: true,
    ...change,
  });
  const paid = makePayment().charge ?? makeCharge();
  const with5000 = lifetime({ charge: refunded(paid, 5000) });
  const withAll = lifetime({ charge: refunded(paid) });

  it("in full is told, and that access is over needs no second mail", () => {
    expect(tell(lifetime(), withAll)).toEqual([refund({})]);
  });

  it("in parts is told each time with that part", () => {
    expect(tell(lifetime(), with5000)).toEqual([refund({ refunded: usd(5000), full: false, ends: false })]);
    expect(tell(with5000, with5000)).toEqual([]);
    expect(tell(with5000, withAll)).toEqual([refund({ refunded: usd(LIFETIME_PRICE - 5000) })]);
  });

  it("for a week, be it an earlier one, is told as a week's", () => {
    const week = refund({ refunded: usd(WEEK_PRICE), plan: "weekly" });
    expect(tell(weekly(), weekly({ latestCharge: refunded() }))).toEqual([week]);
    const earlier = refunded(makeCharge({ chargeId: "ch_earlier" }));
    expect(tell(weekly(), weekly({ troubledCharges: [earlier] }))).toEqual([{ ...week, ends: false }]);
  });

  it("that somebody else paid is told as theirs", () => {
    const byGuest = (amountRefunded: number) => lifetime({ paidBy: "guest", charge: { ...paid, amountRefunded } });
    expect(tell(byGuest(0), byGuest(LIFETIME_PRICE))).toEqual([refund({ by: "guest" })]);
  });

  it("because something was bought twice says so", () => {
    expect(tell(lifetime(), withAll, new Set([paid.chargeId]))).toEqual([refund({ because: "duplicate" })]);
  });

  it("and does not arrive is told", () => {
    expect(tell(withAll, lifetime())).toEqual([{ kind: "refund_failed", total: usd(LIFETIME_PRICE) }]);
    expect(tell(withAll, with5000)).toEqual([{ kind: "refund_failed", total: usd(LIFETIME_PRICE - 5000) }]);
  });

  it("for an earlier week and does not arrive is told, though that week is not kept any more", () => {
    const earlier = makeCharge({ chargeId: "ch_earlier" });
    const wasRefunded = weekly({ troubledCharges: [refunded(earlier, 700)] });
    expect(tell(wasRefunded, weekly())).toEqual([{ kind: "refund_failed", total: usd(700) }]);
    expect(tell(wasRefunded, wasRefunded)).toEqual([]);
    const wasDisputed = weekly({ troubledCharges: [disputed("won", earlier)] });
    expect(tell(wasDisputed, weekly())).toEqual([]);
    const another = weekly({ subscriptionId: "sub_2", latestCharge: makeCharge({ chargeId: "ch_2" }) });
    expect(tell(wasRefunded, another)).toMatchObject([{ kind: "purchase" }]);
  });
});

describe("a dispute", () => {
  const lifetimeWith = (status: Parameters<typeof disputed>[0]) =>
    lifetime({ charge: disputed(status, makePayment().charge ?? makeCharge()) });
  const total = usd(LIFETIME_PRICE);

  it("is told when it opens, and that access is over needs no second mail", () => {
    expect(tell(lifetime(), lifetimeWith("needs_response"))).toEqual([
      { kind: "dispute_opened", by: "owner", total, inquiry: false, stopsRenewal: false },
    ]);
    expect(tell(weekly(), weekly({ troubledCharges: [disputed("under_review")] }))).toEqual([
      { kind: "dispute_opened", by: "owner", total: usd(WEEK_PRICE), inquiry: false, stopsRenewal: true },
    ]);
  });

  it.each(["warning_needs_response", "warning_under_review"] as const)("that only inquires says so (%s)", (status) => {
    expect(tell(lifetime(), lifetimeWith(status))).toEqual([
      { kind: "dispute_opened", by: "owner", total, inquiry: true, stopsRenewal: false },
    ]);
  });

  it.each([
    ["needs_response", "under_review"],
    ["warning_needs_response", "warning_under_review"],
    ["needs_response", "needs_response"],
    ["won", "won"],
    ["warning_under_review", "warning_under_review"],
  ] as const)("that goes its way is no news (%s, then %s)", (was, now) => {
    expect(tell(lifetimeWith(was), lifetimeWith(now))).toEqual([]);
  });

  it("that grows out of an inquiry is told anew", () => {
    expect(tell(lifetimeWith("warning_under_review"), lifetimeWith("needs_response"))).toEqual([
      { kind: "dispute_opened", by: "owner", total, inquiry: false, stopsRenewal: false },
    ]);
  });

  it.each([
    ["under_review", "won", "won"],
    ["under_review", "lost", "lost"],
    ["warning_under_review", "warning_closed", "inquiry_closed"],
  ] as const)("that was %s and is %s is told as %s", (was, now, outcome) => {
    expect(tell(lifetimeWith(was), lifetimeWith(now))).toEqual([
      { kind: "dispute_closed", by: "owner", total, outcome },
    ]);
  });
});
