import type Stripe from "stripe";
import type { Books } from "./books.ts";

const HOUR = 3600;

/**
 * Whether a customer has access, said a second time and more simply than the server says it: from the rows of the local
 * Stripe alone, without any of the server's types or functions. `now` in seconds.
 */
export function hasAccessInPlainWords(books: Books, now: number): boolean {
  return books["checkout.session"].some((session) => {
    if (session.status !== "complete") return false;
    return session.mode === "payment" ? lifetimeStands(books, session) : weekStands(books, session, now);
  });
}

/** Paid, not given back in full, and no bank holds or has taken the money. */
function lifetimeStands(books: Books, session: Stripe.Checkout.Session): boolean {
  const charges = books.charge.filter((each) => each.paid && each.payment_intent === session.payment_intent);
  return charges.some((charge) => !isGivenBack(books, charge) && !isFoughtOver(books, charge));
}

function weekStands(books: Books, session: Stripe.Checkout.Session, now: number): boolean {
  const subscription = books.subscription.find(({ id }) => id === session.subscription);
  if (!subscription) return false;
  const invoices = books.invoice.filter((invoice) => invoice.subscription === subscription.id);
  const paidFor = (invoice: Stripe.Invoice) => books.charge.filter((each) => each.paid && each.id === invoice.charge);
  // Money of any of its weeks that a bank holds or has taken: nothing.
  if (invoices.flatMap(paidFor).some((charge) => isFoughtOver(books, charge))) return false;
  const [present] = invoices.filter(({ id }) => id === subscription.latest_invoice).flatMap(paidFor);
  if (present && isGivenBack(books, present)) return false;

  const { status, current_period_end: end, cancel_at_period_end: ends } = subscription;
  // To the end of the week, and two hours more if it renews.
  if (status === "active") return now < (ends ? end : end + 2 * HOUR);
  // 72 hours from the beginning of the first week that is not paid.
  if (status === "past_due") {
    const open = invoices.filter((invoice) => invoice.status === "open");
    const begins = open.map(({ lines }) => lines.data[0]?.period.start ?? 0);
    return now < Math.min(subscription.current_period_start, ...begins) + 72 * HOUR;
  }
  // Ended because its week was to be given back, which the bank then did not do: the week is still paid.
  const forRefund = subscription.cancellation_details?.comment === "refunded week";
  return status === "canceled" && forRefund && present !== undefined && now < end;
}

function isGivenBack({ refund }: Books, { id, amount }: Stripe.Charge): boolean {
  const given = refund.filter(({ charge, status }) => charge === id && status !== "failed" && status !== "canceled");
  return given.reduce((sum, each) => sum + each.amount, 0) >= amount;
}

function isFoughtOver({ dispute }: Books, { id }: Stripe.Charge): boolean {
  const bad = ["needs_response", "under_review", "lost"];
  return dispute.some(({ charge, status }) => charge === id && bad.includes(status));
}
