import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Correction } from "../outbox/tasks.ts";
import { correctionId, decideCorrections } from "./decide-corrections.ts";
import type { PaymentState, Snapshot, SubscriptionState } from "./snapshot.ts";
import {
  DAY,
  disputed,
  EVERY_STATUS,
  makeCharge,
  makeInvoice,
  makePayment,
  makeSubscription,
  refunded,
  START,
  WEEK,
} from "./snapshots.fixture.ts";

const LATER = START + DAY;

describe("a correction", () => {
  it("is never wanted again once it is done, however much was bought and given back", () => {
    fc.assert(
      fc.property(fc.array(anySubscription, { maxLength: 3 }), fc.array(anyPayment, { maxLength: 3 }), (subs, paid) => {
        let snapshot: Snapshot = {
          subscriptions: subs.map((each, index) => nameSubscription(each, index)),
          payments: paid.map((each, index) => namePayment(each, index)),
        };
        // A canceled subscription leaves an invoice to void: so much may follow, and no more.
        for (let round = 0; round < 2; round++) snapshot = carryOut(decideCorrections(snapshot, LATER), snapshot);
        expect(decideCorrections(snapshot, LATER)).toEqual([]);
      }),
    );
  });
});

const anyCharge = fc.constantFrom(null, makeCharge(), refunded(), disputed("needs_response"), disputed("lost"));
const anySubscription = fc.record({
  status: fc.constantFrom(...EVERY_STATUS),
  createdAt: fc.constantFrom(START, LATER),
  cancelAtPeriodEnd: fc.boolean(),
  latestCharge: anyCharge,
  openInvoices: fc.constantFrom([], [makeInvoice()], [makeInvoice({ periodStart: START - WEEK })]),
});
const anyPayment = fc.record({
  status: fc.constantFrom("paid" as const, "unpaid" as const),
  completedAt: fc.constantFrom(START, LATER),
  charge: anyCharge,
});

function nameSubscription(change: Partial<SubscriptionState>, index: number): SubscriptionState {
  const { latestCharge, openInvoices, ...rest } = makeSubscription(change);
  return {
    ...rest,
    subscriptionId: `sub_${index}`,
    latestCharge: latestCharge && { ...latestCharge, chargeId: `ch_week_${index}` },
    openInvoices: openInvoices.map((invoice) => ({ ...invoice, invoiceId: `in_${index}` })),
  };
}

function namePayment(change: Partial<PaymentState>, index: number): PaymentState {
  const { charge, ...rest } = makePayment(change);
  return { ...rest, sessionId: `cs_${index}`, charge: charge && { ...charge, chargeId: `ch_lifetime_${index}` } };
}

/** What Stripe says after the corrections were made there. */
function carryOut(corrections: readonly Correction[], { subscriptions, payments }: Snapshot): Snapshot {
  const done = new Set(corrections.map(correctionId));
  const withRefund = <Charge extends SubscriptionState["latestCharge"]>(charge: Charge): Charge =>
    charge && done.has(`refund_charge:${charge.chargeId}`) ? { ...charge, amountRefunded: charge.amount } : charge;
  return {
    payments: payments.map((payment) => ({ ...payment, charge: withRefund(payment.charge) })),
    subscriptions: subscriptions.map((subscription) => ({
      ...subscription,
      status: done.has(`cancel_subscription:${subscription.subscriptionId}`) ? "canceled" : subscription.status,
      cancelAtPeriodEnd: subscription.cancelAtPeriodEnd || done.has(`end_subscription:${subscription.subscriptionId}`),
      latestCharge: withRefund(subscription.latestCharge),
      openInvoices: subscription.openInvoices.filter(({ invoiceId }) => !done.has(`void_invoice:${invoiceId}`)),
    })),
  };
}
