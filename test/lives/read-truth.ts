import type Stripe from "stripe";
import type {
  ChargeState,
  InvoiceState,
  PaymentState,
  Snapshot,
  SubscriptionState,
} from "../../src/billing/access/snapshot.ts";
import type { Books } from "./books.ts";

/** What our cancellation of a week that was given back writes on it. */
const GIVEN_BACK = "refunded week";

/**
 * What is so at Stripe, read off the rows of the local Stripe: no call of its API, and none of the server's own reading.
 * Every session and subscription in the books is this life's customer's, since the books are of one life.
 */
export function readTruth(books: Books): Snapshot {
  const sold = books["checkout.session"].filter(({ status }) => status === "complete");
  return {
    payments: sold.filter(({ mode }) => mode === "payment").map((session) => payment(books, session)),
    subscriptions: books.subscription
      .filter(({ id }) => sold.some((session) => session.subscription === id))
      .map((each) => subscription(books, each)),
  };
}

function payment(books: Books, session: Stripe.Checkout.Session): PaymentState {
  const intent = books.payment_intent.find(({ id }) => id === session.payment_intent);
  const charge = books.charge.find(({ id }) => id === intent?.latest_charge);
  return {
    sessionId: session.id,
    plan: "one-time",
    // Of no consequence for access.
    paidBy: "owner",
    status: session.payment_status,
    completedAt: 1000 * (charge ?? session).created,
    charge: charge === undefined ? null : money(books, charge),
  };
}

function subscription(books: Books, row: Stripe.Subscription): SubscriptionState {
  const mine = books.invoice.filter((invoice) => invoice.subscription === row.id);
  const latest = mine.find(({ id }) => id === row.latest_invoice);
  const taken = mine.flatMap((invoice) => {
    const charge = books.charge.find(({ id }) => id === invoice.charge);
    return charge?.paid === true ? [{ invoice, state: money(books, charge) }] : [];
  });
  const [item] = row.items.data;
  return {
    subscriptionId: row.id,
    customerId: String(row.customer),
    status: row.status,
    priceId: item?.price.id ?? "",
    plan: "weekly",
    paidBy: "owner",
    createdAt: 1000 * row.created,
    currentPeriodStart: 1000 * row.current_period_start,
    currentPeriodEnd: 1000 * row.current_period_end,
    cancelAtPeriodEnd: row.cancel_at_period_end,
    endedAt: row.ended_at === null ? null : 1000 * row.ended_at,
    canceledForRefund: row.cancellation_details?.comment === GIVEN_BACK,
    renewalAmount: item?.price.unit_amount ?? 0,
    currency: row.currency,
    latestCharge: taken.find(({ invoice }) => invoice === latest)?.state ?? null,
    troubledCharges: taken.flatMap(({ invoice, state }) =>
      invoice !== latest && (state.amountRefunded > 0 || state.disputes.length > 0) ? [state] : [],
    ),
    latestInvoice: latest === undefined ? null : bill(latest),
    openInvoices: mine.filter(({ status }) => status === "open").map(bill),
  };
}

function money({ dispute, refund }: Books, { id, amount, currency }: Stripe.Charge): ChargeState {
  const given = refund.filter((each) => each.charge === id && each.status !== "failed" && each.status !== "canceled");
  return {
    chargeId: id,
    amount,
    currency,
    amountRefunded: given.reduce((sum, each) => sum + each.amount, 0),
    disputes: dispute
      .filter(({ charge }) => charge === id)
      .map((each) => ({ disputeId: each.id, status: each.status })),
  };
}

function bill(invoice: Stripe.Invoice): InvoiceState {
  return {
    invoiceId: invoice.id,
    status: invoice.status ?? "draft",
    periodStart: 1000 * (invoice.lines.data[0]?.period.start ?? 0),
    amountRemaining: invoice.amount_remaining,
    nextAttemptAt: invoice.next_payment_attempt === null ? null : 1000 * invoice.next_payment_attempt,
    attempts: invoice.attempt_count,
    payUrl: invoice.hosted_invoice_url ?? null,
  };
}
