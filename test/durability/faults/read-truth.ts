import type Stripe from "stripe";
import type { ChargeState, PaymentState, Snapshot, SubscriptionState } from "../../../src/billing/access/snapshot.ts";
import type { Books } from "../open-shop.ts";

/**
 * What is true of a user, put together from the objects that the local Stripe keeps: by the metadata that the checkout
 * contract asks for, and not the way that the platform fetches it.
 */
export function createTruthReader({ objects }: Books): (userId: string) => Snapshot {
  const sessions = Map.groupBy(objects["checkout.session"], ({ metadata }) => metadata?.userId);
  const subscriptions = Map.groupBy(objects.subscription, ({ metadata }) => metadata.userId);
  const invoicesOf = Map.groupBy(objects.invoice, ({ subscription }) => idOf(subscription));
  const intents = byId(objects.payment_intent);
  const charges = byId(objects.charge);
  const refundsOf = Map.groupBy(objects.refund, ({ charge }) => idOf(charge));
  const disputesOf = Map.groupBy(objects.dispute, ({ charge }) => idOf(charge));

  const readCharge = ({ id, amount, currency }: Stripe.Charge): ChargeState => {
    const refunds = (refundsOf.get(id) ?? []).filter(({ status }) => status === "succeeded" || status === "pending");
    const disputes = (disputesOf.get(id) ?? []).map(({ id, status }) => ({ disputeId: id, status }));
    const amountRefunded = refunds.reduce((sum, refund) => sum + refund.amount, 0);
    return { chargeId: id, amount, currency, amountRefunded, disputes } as ChargeState;
  };

  const paidCharge = (id: string | null): ChargeState | null => {
    const charge = charges.get(id ?? "");
    return charge?.paid ? readCharge(charge) : null;
  };

  const readPayment = (session: Stripe.Checkout.Session): PaymentState => {
    const charge = charges.get(idOf(intents.get(idOf(session.payment_intent) ?? "")?.latest_charge) ?? "");
    return {
      sessionId: session.id,
      plan: "one-time",
      // Of no consequence for access.
      paidBy: "owner",
      status: session.payment_status,
      completedAt: (charge ?? session).created * 1000,
      charge: charge === undefined ? null : readCharge(charge),
    };
  };

  const readSubscription = (subscription: Stripe.Subscription): SubscriptionState => {
    const invoices = invoicesOf.get(subscription.id) ?? [];
    const latest = invoices.find(({ id }) => id === idOf(subscription.latest_invoice));
    const latestCharge = paidCharge(idOf(latest?.charge));
    const others = invoices.flatMap(({ charge }) => paidCharge(idOf(charge)) ?? []);
    return {
      subscriptionId: subscription.id,
      customerId: idOf(subscription.customer) ?? "",
      status: subscription.status,
      priceId: subscription.items.data[0]?.price.id ?? "",
      plan: "weekly",
      paidBy: "owner",
      createdAt: subscription.created * 1000,
      currentPeriodStart: subscription.current_period_start * 1000,
      currentPeriodEnd: subscription.current_period_end * 1000,
      cancelAtPeriodEnd: subscription.cancel_at_period_end,
      endedAt: subscription.ended_at === null ? null : subscription.ended_at * 1000,
      canceledForRefund: subscription.cancellation_details?.comment === "refunded week",
      renewalAmount: subscription.items.data[0]?.price.unit_amount ?? 0,
      currency: subscription.currency,
      latestCharge,
      troubledCharges: others.filter(
        ({ chargeId, amountRefunded, disputes }) =>
          chargeId !== latestCharge?.chargeId && (amountRefunded > 0 || disputes.length > 0),
      ),
      latestInvoice: latest === undefined ? null : readInvoice(latest),
      openInvoices: invoices.filter(({ status }) => status === "open").map(readInvoice),
    };
  };

  return (userId) => ({
    payments: (sessions.get(userId) ?? [])
      .filter(({ mode, status }) => mode === "payment" && status === "complete")
      .map(readPayment),
    subscriptions: (subscriptions.get(userId) ?? []).map(readSubscription),
  });
}

function readInvoice(invoice: Stripe.Invoice): SubscriptionState["openInvoices"][number] {
  return {
    invoiceId: invoice.id,
    status: invoice.status ?? "draft",
    periodStart: (invoice.lines.data[0]?.period.start ?? invoice.created) * 1000,
    amountRemaining: invoice.amount_remaining,
    nextAttemptAt: invoice.next_payment_attempt === null ? null : invoice.next_payment_attempt * 1000,
    attempts: invoice.attempt_count,
    payUrl: invoice.hosted_invoice_url ?? null,
  };
}

function byId<T extends { id: string }>(objects: readonly T[]): ReadonlyMap<string, T> {
  return new Map(objects.map((each) => [each.id, each]));
}

function idOf(value: string | { id: string } | null | undefined): string | null {
  return typeof value === "string" ? value : (value?.id ?? null);
}
