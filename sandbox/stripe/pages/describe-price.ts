import type Stripe from "stripe";

export function money(amount: number, currency: string): string {
  const format = new Intl.NumberFormat("en-US", { style: "currency", currency });
  const decimals = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** decimals);
}

/** "week", "2 weeks". */
export function period(recurring: Stripe.Price.Recurring): string {
  const { interval, interval_count: count } = recurring;
  return count === 1 ? interval : `${count} ${interval}s`;
}

/** "$19.00 per week" or "$149.00 one-time". */
export function describeLine(line: Stripe.LineItem): string {
  const sum = money(line.amount_total, line.currency);
  return line.price?.recurring ? `${sum} per ${period(line.price.recurring)}` : `${sum} one-time`;
}

/** What the button says it will do. */
export function describeAction(session: Stripe.Checkout.Session, lines: readonly Stripe.LineItem[]): string {
  const total = session.amount_total ?? 0;
  if (total === 0) return "Complete order";
  const sum = money(total, session.currency ?? "usd");
  const recurring = lines.find((line) => line.price?.recurring)?.price?.recurring;
  return recurring ? `Subscribe for ${sum} per ${period(recurring)}` : `Pay ${sum}`;
}
