import type Stripe from "stripe";
import { money, period } from "../pages/describe-price.ts";
import { previewInvoice } from "../payments/preview-invoice.ts";
import type { Context } from "../protocol/context.ts";
import type { Store } from "../store/store.ts";
import { chargesToCome, type Debt, findDebt } from "./describe-debt.ts";
import { liveSubscriptions } from "./live-subscriptions.ts";

export interface PlanText {
  id: string;
  name: string;
  price: string;
  state: string;
  isEnding: boolean;
  /** When the period it is in ends, paid or not, in words. */
  until: string;
  /** What is unpaid of it. */
  debt: Debt | null;
}

export function describePlan(ctx: Context, subscription: Stripe.Subscription): PlanText {
  const { store } = ctx;
  const items = subscription.items.data;
  const names = items.map(({ price }) => store.get("product", String(price.product))?.name ?? price.id);
  const sum = items.reduce((total, { price, quantity }) => total + (price.unit_amount ?? 0) * (quantity ?? 1), 0);
  const recurring = items[0]?.price.recurring;
  const price = money(sum, subscription.currency);
  const { cancel_at, current_period_end } = subscription;
  const isEnding = cancel_at !== null && cancel_at <= current_period_end;
  const until = date(isEnding ? cancel_at : current_period_end);
  const debt = findDebt(store, subscription);
  return {
    id: subscription.id,
    name: names.join(", "),
    price: recurring ? `${price} per ${period(recurring)}` : price,
    state: isEnding ? describeEnd(until, debt) : describeState(ctx, subscription, until),
    isEnding,
    until,
    debt,
  };
}

function describeEnd(until: string, debt: Debt | null): string {
  return `Ends on ${until}. It will not renew. ${chargesToCome(debt)}`;
}

function describeState(ctx: Context, subscription: Stripe.Subscription, until: string): string {
  const { status } = subscription;
  if (status === "past_due" || status === "unpaid") {
    return "The last payment failed. Change the card if need be, then pay the open invoice below.";
  }
  if (status !== "active" && status !== "trialing") return status === "paused" ? "Paused." : "Ended.";
  const { amount_due, currency } = previewInvoice(ctx, { subscription: subscription.id });
  return `Renews on ${until} for ${money(amount_due, currency)}.`;
}

/** What the next payment is taken from: the plan's own card, or else the customer's. */
export function cardOnFile(store: Store, customer: Stripe.Customer): Stripe.PaymentMethod | null {
  const ofPlan = liveSubscriptions(store, customer.id)[0]?.default_payment_method;
  const id = ofPlan ?? customer.invoice_settings.default_payment_method;
  return (id && store.get("payment_method", String(id))) || null;
}

export function describeCard({ card }: Stripe.PaymentMethod): string {
  const brand = { visa: "Visa", mastercard: "Mastercard", amex: "American Express" }[card?.brand ?? ""] ?? "Card";
  return `${brand} ending ${card?.last4}, expires ${String(card?.exp_month).padStart(2, "0")} / ${card?.exp_year}`;
}

export function describeInvoice({ status }: Stripe.Invoice): string {
  const words = { draft: "Draft", open: "Not paid", paid: "Paid", uncollectible: "Given up", void: "Void" };
  return status ? words[status] : "None";
}

function date(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toLocaleDateString("en-US", { dateStyle: "long", timeZone: "UTC" });
}

export function shortDate(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toLocaleDateString("en-US", { dateStyle: "medium", timeZone: "UTC" });
}
