import { includeBreakdown, includeLineDiscounts } from "../checkout/include-discounts.ts";
import type { Store } from "../store/store.ts";
import type { TableName } from "../store/tables.ts";
import { invalidRequest } from "./stripe-fault.ts";

type Hash = Record<string, unknown>;

/** Fields that hold an id and may be asked for whole. */
const EXPANDABLE: Record<string, TableName> = {
  balance_transaction: "balance_transaction",
  charge: "charge",
  configuration: "billing_portal.configuration",
  customer: "customer",
  default_payment_method: "payment_method",
  default_price: "price",
  discounts: "discount",
  failure_balance_transaction: "balance_transaction",
  invoice: "invoice",
  latest_charge: "charge",
  latest_invoice: "invoice",
  payment_intent: "payment_intent",
  payment_method: "payment_method",
  price: "price",
  product: "product",
  promotion_code: "promotion_code",
  subscription: "subscription",
  test_clock: "test_helpers.test_clock",
};
/** Expandable at Stripe too, and always empty here. */
const ALWAYS_EMPTY = new Set([
  "application",
  "default_source",
  "on_behalf_of",
  "payment_link",
  "pending_setup_intent",
  "quote",
  "review",
  "schedule",
  "setup_intent",
]);
const MAX_DEPTH = 4;

/** A copy of `answer` with each dotted path of `expand` replaced by the object whose id stood there. */
export function expandObjects(store: Store, answer: unknown, expand: readonly string[]): unknown {
  if (expand.length === 0) return answer;
  const copy = structuredClone(answer);
  for (const path of expand) {
    const keys = path.split(".");
    if (keys.filter((key) => key !== "data").length > MAX_DEPTH) {
      throw invalidRequest(`You cannot expand more than ${MAX_DEPTH} levels of a property (${path}).`, "expand");
    }
    walk(store, copy, keys, path);
  }
  return copy;
}

function walk(store: Store, value: unknown, keys: readonly string[], path: string): void {
  const [key, ...rest] = keys;
  if (key === undefined || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) walk(store, item, keys, path);
    return;
  }
  if (typeof value !== "object") throw notExpandable(path);
  const hash = value as Hash;
  if (hash.deleted === true) return;
  if (key === "line_items" && hash.object === "checkout.session") includeLineItems(store, hash);
  if (key === "total_details" && rest[0] === "breakdown") {
    includeBreakdown(store, hash);
    return;
  }
  if (key === "discounts" && hash.object === "item") {
    includeLineDiscounts(store, hash);
    return;
  }
  if (!(key in hash)) throw notExpandable(path, hash.object === "list");
  const held = hash[key];
  if (typeof held === "string") hash[key] = lookUp(store, key, held, path);
  else if (key === "discounts" && Array.isArray(held)) hash[key] = held.map((id) => lookUp(store, key, id, path));
  else if (held === null ? !isExpandable(key) : rest.length === 0 && !isObject(held)) throw notExpandable(path);
  walk(store, hash[key], rest, path);
}

function isExpandable(key: string): boolean {
  return key in EXPANDABLE || ALWAYS_EMPTY.has(key);
}

/** `data` and `items` only lead on; what a path ends in must be an object of the API. */
function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && "object" in value;
}

function lookUp(store: Store, key: string, id: string, path: string): unknown {
  const table = EXPANDABLE[key];
  const row = table && store.get(table, id);
  if (!row) throw notExpandable(path);
  return structuredClone(row);
}

function includeLineItems(store: Store, session: Hash): void {
  const id = String(session.id);
  const data = structuredClone(store.get("session_details", id)?.line_items ?? []);
  session.line_items ??= { object: "list", data, has_more: false, url: `/v1/checkout/sessions/${id}/line_items` };
}

function notExpandable(path: string, inList = false) {
  const hint = inList ? ` You may want to try expanding 'data.${path}' instead.` : "";
  return invalidRequest(`This property cannot be expanded (${path}).${hint}`, "expand");
}
