import type { TableName, Tables } from "../store/tables.ts";

/** The sandbox's own clock; every other clock is a test clock and known by its id. */
export const REAL_CLOCK = "";
const INCOMPLETE_LIFE = 23 * 3600;

export interface DueMoment {
  at: number;
  clock: string;
}

/** When the clock alone will next change this row, or null when it never will. */
export function dueMoment(table: TableName, row: unknown): DueMoment | null {
  if (row === null) return null;
  if (table === "checkout.session") return sessionMoment(row as Tables["checkout.session"]);
  if (table === "subscription") return subscriptionMoment(row as Tables["subscription"]);
  if (table === "invoice") return invoiceMoment(row as Tables["invoice"]);
  if (table === "bank_act") return row as Tables["bank_act"];
  return null;
}

function sessionMoment(session: Tables["checkout.session"]): DueMoment | null {
  return session.status === "open" ? { at: session.expires_at, clock: REAL_CLOCK } : null;
}

function subscriptionMoment(subscription: Tables["subscription"]): DueMoment | null {
  const clock = clockOf(subscription);
  switch (subscription.status) {
    case "incomplete":
      return { at: subscription.created + INCOMPLETE_LIFE, clock };
    case "active":
    case "past_due":
    case "trialing":
    case "unpaid":
      return { at: Math.min(subscription.current_period_end, subscription.cancel_at ?? Infinity), clock };
    default:
      return null;
  }
}

/** A draft waits to be finalized, an open invoice for its next attempt; both are printed as `next_payment_attempt`. */
function invoiceMoment(invoice: Tables["invoice"]): DueMoment | null {
  const waits = (invoice.status === "draft" || invoice.status === "open") && invoice.auto_advance;
  if (!waits || invoice.next_payment_attempt === null) return null;
  return { at: invoice.next_payment_attempt, clock: clockOf(invoice) };
}

function clockOf({ test_clock }: { test_clock: string | { id: string } | null }): string {
  return typeof test_clock === "string" ? test_clock : (test_clock?.id ?? REAL_CLOCK);
}
