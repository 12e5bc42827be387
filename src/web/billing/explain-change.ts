import type { BillingSubscription } from "../../contract/index.ts";
import { formatDeadline, formatWeekday } from "../ui/format-date.ts";
import { formatMoney } from "../ui/format-money.ts";

/** What a click on "Cancel" does, said before it. */
export function explainCancel({ phase, periodEnd, due }: BillingSubscription): string {
  if (phase === "past_due") {
    const open = due ? `The ${formatMoney(due)} that is open is no longer asked for, and nothing` : "Nothing";
    return `If you cancel, your access ends now, since the week that has begun is not paid. ${open} more is charged.`;
  }
  return `If you cancel, you keep your access until ${formatDeadline(periodEnd)}, and nothing more is charged.`;
}

/** What a click on "Resume" does, said before it. */
export function explainResume({ periodEnd }: BillingSubscription): string {
  return `If you resume, nothing is charged now. It renews on ${formatWeekday(periodEnd)} as before.`;
}

/** What becomes of the weekly subscription when lifetime is bought, said before the price. */
export function explainUpgrade({ phase, periodEnd, due }: BillingSubscription): string[] {
  const starts = "Lifetime access starts at once.";
  if (phase === "past_due" || phase === "unpaid") {
    return [
      starts,
      due
        ? `Your weekly subscription ends, and the ${formatMoney(due)} that is open is no longer asked for.`
        : "Your weekly subscription ends.",
    ];
  }
  const day = formatWeekday(periodEnd);
  return [
    starts,
    phase === "ending"
      ? `The week that you have paid runs to its end on ${day}, as it would anyway.`
      : `The week that you have paid runs to its end on ${day} and does not renew.`,
    "No part of it is refunded.",
  ];
}
