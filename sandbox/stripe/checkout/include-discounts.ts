import type { Store } from "../store/store.ts";

type Hash = Record<string, unknown>;

/** `total_details.breakdown` of a session, printed only when asked for. */
export function includeBreakdown(store: Store, session: Hash): void {
  const total = session.total_details as Hash;
  const discount = store.get("session_details", String(session.id))?.discount;
  const discounts = discount ? [{ amount: total.amount_discount, discount: structuredClone(discount) }] : [];
  total.breakdown ??= { discounts, taxes: [] };
}

/** `discounts` of a session's line, printed only when asked for. */
export function includeLineDiscounts(store: Store, line: Hash): void {
  const owner = store.all("session_details").find(({ line_items }) => line_items.some(({ id }) => id === line.id));
  const amount = line.amount_discount;
  line.discounts ??= owner?.discount && amount !== 0 ? [{ amount, discount: structuredClone(owner.discount) }] : [];
}
