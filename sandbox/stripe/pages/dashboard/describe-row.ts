import type Stripe from "stripe";
import { OBJECTS } from "../../controls/describe-state.ts";
import type { Store } from "../../store/store.ts";
import type { TableName, Tables } from "../../store/tables.ts";
import { money, period } from "../describe-price.ts";

/** Every kind of object that can be looked at, in the order of the menu. */
export const KINDS = [
  ...OBJECTS,
  "balance_transaction",
  "coupon",
  "promotion_code",
  "billing_portal.session",
  "billing_portal.configuration",
  "test_helpers.test_clock",
] as const satisfies readonly TableName[];

export type Kind = (typeof KINDS)[number];
export type Row = Tables[Kind];

export interface RowText {
  /** What tells it from others of its kind. */
  name: string;
  state: string;
  created: number | null;
}

export function isKind(text: string): text is Kind {
  return KINDS.some((kind) => kind === text);
}

/** "billing_portal.session" as people read it: "portal session". */
export function kindName(kind: Kind): string {
  return kind.replace(/^(test_helpers\.|billing_)/, "").replaceAll(/[._]/g, " ");
}

export function findKind(store: Store, id: string): Kind | null {
  return KINDS.find((kind) => store.get(kind, id)) ?? null;
}

export function describeRow(row: Row): RowText {
  const created = "created" in row && typeof row.created === "number" ? row.created : null;
  if ("deleted" in row && row.deleted) return { name: "", state: "deleted", created };
  const [name, state] = describe(row as Exclude<Row, Stripe.DeletedCustomer>);
  return { name, state, created };
}

function describe(row: Exclude<Row, Stripe.DeletedCustomer>): [name: string, state: string] {
  switch (row.object) {
    case "customer":
      return [row.email ?? row.name ?? "", row.delinquent ? "delinquent" : ""];
    case "product":
      return [row.name, row.active ? "" : "inactive"];
    case "price":
      return [describePrice(row), row.active ? "" : "inactive"];
    case "checkout.session":
      return [`${row.mode} ${sum(row.amount_total, row.currency)}`, `${row.status}, ${row.payment_status}`];
    case "charge":
      return [sum(row.amount, row.currency), describeCharge(row)];
    case "payment_method":
      return [`${row.card?.brand} ending ${row.card?.last4}`, row.customer ? "attached" : "unattached"];
    case "subscription":
      return [row.items.data.map(({ price }) => describePrice(price)).join(", "), describeSubscription(row)];
    case "invoice":
      return [`${row.number ?? "draft"} ${sum(row.total, row.currency)}`, row.status ?? ""];
    case "event":
      return [row.type, row.pending_webhooks > 0 ? `${row.pending_webhooks} pending` : ""];
    case "webhook_endpoint":
      return [row.url, row.status];
    case "coupon":
      return [row.name ?? row.id, row.valid ? "" : "no longer valid"];
    case "promotion_code":
      return [row.code, row.active ? "" : "inactive"];
    case "billing_portal.session":
      return [row.customer, row.flow?.type ?? ""];
    case "billing_portal.configuration":
      return [row.business_profile.headline ?? "", row.is_default ? "default" : row.active ? "" : "inactive"];
    case "test_helpers.test_clock":
      return [row.name ?? "", row.status];
    default:
      return [sum(row.amount, row.currency), row.status ?? ""];
  }
}

function sum(amount: number | null, currency: string | null): string {
  return amount === null ? "" : money(amount, currency ?? "usd");
}

function describePrice(price: Stripe.Price): string {
  const amount = sum(price.unit_amount, price.currency);
  return price.recurring ? `${amount} per ${period(price.recurring)}` : amount;
}

function describeCharge(charge: Stripe.Charge): string {
  const more = charge.refunded ? ", refunded" : charge.amount_refunded > 0 ? ", refunded in part" : "";
  return `${charge.status}${more}${charge.disputed ? ", disputed" : ""}`;
}

function describeSubscription(subscription: Stripe.Subscription): string {
  return `${subscription.status}${subscription.cancel_at_period_end ? ", ends with its period" : ""}`;
}

export function moment(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().slice(0, 19).replace("T", " ");
}
