import type Stripe from "stripe";

export function money(amount: number, currency: string): string {
  const format = new Intl.NumberFormat("en-US", { style: "currency", currency });
  const decimals = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** decimals);
}

/** "5" or "5.00" in the currency's smallest unit; null when it is no such amount. */
export function minorUnits(text: string, currency: string): number | null {
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat("en-US", {
    style: "currency",
    currency,
  }).resolvedOptions();
  if (!/^\d{1,9}(\.\d+)?$/.test(text.trim()) || (text.split(".")[1] ?? "").trim().length > digits) return null;
  return Math.round(Number(text) * 10 ** digits);
}

/** "week", "2 weeks". */
export function period(recurring: Stripe.Price.Recurring): string {
  const { interval, interval_count: count } = recurring;
  return count === 1 ? interval : `${count} ${interval}s`;
}

/** "$19.00 per week" or "$149.00 one-time", before any discount. */
export function describeLine(line: Stripe.LineItem): string {
  const sum = money(line.amount_subtotal, line.currency);
  return line.price?.recurring ? `${sum} per ${period(line.price.recurring)}` : `${sum} one-time`;
}

/** What the button says it will do. */
export function describeAction(session: Stripe.Checkout.Session, lines: readonly Stripe.LineItem[]): string {
  const total = session.amount_total ?? 0;
  if (total === 0) return "Complete order";
  const sum = money(total, session.currency ?? "usd");
  const recurring = lines.find((line) => line.price?.recurring)?.price?.recurring;
  // What a discount leaves today need not be the price of later periods.
  if (recurring && session.total_details?.amount_discount) return `Subscribe and pay ${sum} today`;
  return recurring ? `Subscribe for ${sum} per ${period(recurring)}` : `Pay ${sum}`;
}
