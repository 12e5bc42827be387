import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideAccess } from "../access/decide-access.ts";
import type { ChargeState, Entitlements, InvoiceState, PaymentState, SubscriptionState } from "../access/snapshot.ts";
import { explainAccess } from "./explain-access.ts";

const HOUR = 3_600_000;
const WEEK = 168 * HOUR;
const NOW = Date.UTC(2026, 10, 22);

const nearby = fc.integer({ min: -2 * WEEK, max: 2 * WEEK }).map((ms) => NOW + ms);
const disputeStatus = fc.constantFrom("warning_needs_response", "needs_response", "under_review", "won", "lost");
const charge: fc.Arbitrary<ChargeState> = fc.record({
  chargeId: fc.constant("ch_1"),
  amount: fc.constant(1900),
  currency: fc.constant("usd"),
  amountRefunded: fc.constantFrom(0, 500, 1900),
  disputes: fc.array(fc.record({ disputeId: fc.constant("dp_1"), status: disputeStatus }), { maxLength: 1 }),
});
const someCharge = fc.option(charge, { nil: null });
const invoice: fc.Arbitrary<InvoiceState> = fc.record({
  invoiceId: fc.constant("in_1"),
  status: fc.constantFrom("open", "paid"),
  periodStart: nearby,
  amountRemaining: fc.constant(1900),
  nextAttemptAt: fc.constant(null),
  attempts: fc.nat(4),
  payUrl: fc.constant(null),
});
const payment: fc.Arbitrary<PaymentState> = fc.record({
  sessionId: fc.constantFrom("cs_1", "cs_2"),
  paidBy: fc.constant("owner" as const),
  plan: fc.constant("one-time" as const),
  status: fc.constantFrom("paid", "unpaid", "no_payment_required"),
  completedAt: nearby,
  charge: someCharge,
});
const subscription: fc.Arbitrary<SubscriptionState> = fc.record({
  subscriptionId: fc.constantFrom("sub_1", "sub_2"),
  paidBy: fc.constant("owner" as const),
  customerId: fc.constant("cus_1"),
  status: fc.constantFrom(
    ...([
      "incomplete",
      "incomplete_expired",
      "trialing",
      "active",
      "past_due",
      "canceled",
      "unpaid",
      "paused",
    ] as const),
  ),
  priceId: fc.constant("price_weekly"),
  plan: fc.constant("weekly" as const),
  createdAt: nearby,
  currentPeriodStart: nearby,
  currentPeriodEnd: nearby,
  cancelAtPeriodEnd: fc.boolean(),
  endedAt: fc.option(nearby, { nil: null }),
  canceledForRefund: fc.boolean(),
  renewalAmount: fc.constant(1900),
  currency: fc.constant("usd"),
  latestCharge: someCharge,
  troubledCharges: fc.array(charge, { maxLength: 1 }),
  latestInvoice: fc.option(invoice, { nil: null }),
  openInvoices: fc.array(invoice, { maxLength: 2 }),
});
const entitlements: fc.Arbitrary<Entitlements> = fc.record({
  payments: fc.array(payment, { maxLength: 3 }),
  subscriptions: fc.array(subscription, { maxLength: 3 }),
  complimentary: fc.array(
    fc.record({ grantId: fc.constantFrom("g_1", "g_2"), until: fc.option(nearby, { nil: null }) }),
    { maxLength: 2 },
  ),
});

describe("explaining access", () => {
  it("says what is decided, and one purchase by itself accounts for it", () => {
    fc.assert(
      fc.property(entitlements, (given) => {
        const { access, lines } = explainAccess(given, NOW);
        expect(access).toEqual(decideAccess(given, NOW));
        expect(lines).toHaveLength(
          given.payments.length + given.subscriptions.length + (given.complimentary?.length ?? 0),
        );
        const decisive = lines.filter(({ decides }) => decides);
        expect(decisive.map((line) => line.access)).toEqual(lines.length === 0 ? [] : [access]);
        expect(access.granted).toBe(lines.some((line) => line.access.granted));
      }),
      { numRuns: 2000 },
    );
  });

  it("gives every purchase a reason in words", () => {
    fc.assert(
      fc.property(entitlements, (given) => {
        for (const { why, access } of explainAccess(given, NOW).lines) {
          expect(why).toMatch(/ /);
          expect(why).not.toBe(access.reason);
          expect(why).not.toMatch(/undefined|null|NaN|Invalid/);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("names the charge that was given back, and the dispute that suspends", () => {
    const money = { amount: 24_900, currency: "usd", amountRefunded: 0, disputes: [] };
    const bought = {
      paidBy: "owner" as const,
      sessionId: "cs_1",
      plan: "one-time",
      status: "paid",
      completedAt: NOW,
    } as const;
    const explain = (change: Partial<ChargeState>) =>
      explainAccess(
        { subscriptions: [], payments: [{ ...bought, charge: { ...money, chargeId: "ch_9", ...change } }] },
        NOW,
      ).lines[0]?.why;
    expect(explain({ amountRefunded: 24_900 })).toBe("ch_9 was given back in full");
    expect(explain({ disputes: [{ disputeId: "dp_9", status: "needs_response" }] })).toContain("dp_9 needs_response");
    expect(explain({ amountRefunded: 100 })).toContain("only a part");
  });
});
