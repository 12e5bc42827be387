import type Stripe from "stripe";

const DAY = 24 * 3600;

/**
 * When a period that starts at `start` ends. A month keeps the day of `anchor`, or takes the month's last: a
 * subscription begun on the 31st is billed on the 28th of February and on the 31st of March.
 */
export function periodEnd(start: number, recurring: Stripe.Price.Recurring | null, anchor = start): number {
  const count = recurring?.interval_count ?? 1;
  if (recurring?.interval === "day") return start + count * DAY;
  if (recurring?.interval === "week") return start + count * 7 * DAY;
  const from = new Date(start * 1000);
  const months = recurring?.interval === "year" ? count * 12 : count;
  const end = new Date(from);
  end.setUTCDate(1);
  end.setUTCMonth(from.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate();
  end.setUTCDate(Math.min(new Date(anchor * 1000).getUTCDate(), lastDay));
  return Math.floor(end.getTime() / 1000);
}
