import type Stripe from "stripe";
import { money } from "../pages/describe-price.ts";
import type { Store } from "../store/store.ts";

/** What a plan's invoices still ask for. */
export interface Debt {
  sum: string;
  /** The card will be charged for it without anybody asking. */
  isCollected: boolean;
}

export function findDebt(store: Store, { id, currency }: Stripe.Subscription): Debt | null {
  const owed = store
    .all("invoice")
    .filter((invoice) => invoice.subscription === id && (invoice.status === "open" || invoice.status === "draft"));
  const sum = owed.reduce((total, invoice) => total + invoice.amount_remaining, 0);
  if (sum === 0) return null;
  return { sum: money(sum, currency), isCollected: owed.some((invoice) => invoice.auto_advance) };
}

/** What a plan that ends will still cost. */
export function chargesToCome(debt: Debt | null): string {
  if (!debt) return "You will not be charged again.";
  if (!debt.isCollected) return `${debt.sum} is still unpaid, and your card is not charged for it by itself.`;
  return `${debt.sum} is still unpaid, and until then your card will be charged for it.`;
}
