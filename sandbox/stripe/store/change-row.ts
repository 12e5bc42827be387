import type { Context } from "../protocol/context.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { TableName, Tables } from "./tables.ts";

type Hash = Record<string, unknown>;

/** Puts `row` with `patch` over it and, when anything differs, emits `type` with the previous values. */
export function changeRow<T extends TableName, R extends Tables[T] & { id: string }>(
  ctx: Context,
  table: T,
  row: R,
  patch: Partial<R>,
  type?: string,
): R {
  const next = { ...row, ...patch };
  const previous = previousAttributes(row as Hash, next as Hash);
  if (!previous) return row;
  ctx.store.put(table, row.id, next as Tables[T]);
  if (type) emitEvent(ctx, type, next, /\.(updated|refunded)$/.test(type) ? previous : undefined);
  return next;
}

/** As Stripe does: nested hashes show only the keys that changed, arrays and lists are shown whole. */
export function previousAttributes(before: Hash, after: Hash): Hash | null {
  const previous: Hash = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, fresh] = [before[key], after[key]];
    if (JSON.stringify(old) === JSON.stringify(fresh)) continue;
    if (isHash(old) && isHash(fresh) && old.object !== "list") previous[key] = previousAttributes(old, fresh);
    else previous[key] = old ?? null;
  }
  return Object.keys(previous).length > 0 ? previous : null;
}

function isHash(value: unknown): value is Hash {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
