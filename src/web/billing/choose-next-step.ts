import type { Billing, BillingSubscription } from "../../contract/index.ts";
import { formatMoney } from "../ui/format-money.ts";

/** The one thing to do next. */
export type NextStep =
  | { kind: "pay"; label: string; url: string }
  | { kind: "portal"; label: string }
  | { kind: "page"; label: string; to: "/practice" | "/subscription" };

/** Null when there is only waiting to do. */
export function chooseNextStep({ access, subscription, hasPortal, paidByGuest }: Billing): NextStep | null {
  const owes = subscription?.phase === "past_due" || subscription?.phase === "unpaid";
  if (owes && access.reason !== "lifetime_paid" && access.reason !== "disputed") {
    const mend = chooseMend(subscription, hasPortal && !paidByGuest);
    if (mend) return mend;
  }
  if (access.granted) return { kind: "page", label: "Start practicing", to: "/practice" };
  if (access.reason === "disputed" || access.reason === "payment_pending") return null;
  return { kind: "page", label: "See the plans", to: "/subscription" };
}

/** Paying what is open mends it for sure and at once; another card helps at the next try, where it is hers to change. */
export function chooseMend({ due, payUrl }: BillingSubscription, hasCard: boolean): NextStep | null {
  if (payUrl) return { kind: "pay", label: due ? `Pay ${formatMoney(due)}` : "Pay what is open", url: payUrl };
  return hasCard ? { kind: "portal", label: "Update your card" } : null;
}
