import { invalidRequest, resourceMissing } from "./stripe-fault.ts";

export interface ListParams {
  limit?: number | undefined;
  starting_after?: string | undefined;
  ending_before?: string | undefined;
}

export type CreatedRange =
  | number
  | { gt?: number | undefined; gte?: number | undefined; lt?: number | undefined; lte?: number | undefined };

/** One page of the rows that `keep` accepts (oldest first in the store), newest first, as Stripe's cursors cut it. */
export function listPage<T extends { id: string }>(
  url: string,
  rows: readonly T[],
  params: ListParams,
  keep: (row: T) => boolean = () => true,
) {
  const limit = params.limit ?? 10;
  if (limit < 1 || limit > 100) {
    const side = limit < 1 ? "greater than or equal to 1" : "less than or equal to 100";
    throw invalidRequest(`This value must be ${side}.`, "limit", "parameter_invalid_integer");
  }
  if (params.starting_after && params.ending_before) {
    throw invalidRequest("You cannot specify both starting_after and ending_before.", "ending_before");
  }
  const newestFirst = rows.toReversed();
  if (params.ending_before) {
    const newer = newestFirst.slice(0, positionOf(newestFirst, params.ending_before, "ending_before")).filter(keep);
    return { object: "list" as const, data: newer.slice(-limit), has_more: newer.length > limit, url };
  }
  const from = params.starting_after ? positionOf(newestFirst, params.starting_after, "starting_after") + 1 : 0;
  const older = newestFirst.slice(from).filter(keep);
  return { object: "list" as const, data: older.slice(0, limit), has_more: older.length > limit, url };
}

export function isCreatedIn(range: CreatedRange | undefined, created: number): boolean {
  if (range === undefined) return true;
  if (typeof range === "number") return created === range;
  const { gt = Number.NEGATIVE_INFINITY, gte = Number.NEGATIVE_INFINITY } = range;
  const { lt = Number.POSITIVE_INFINITY, lte = Number.POSITIVE_INFINITY } = range;
  return created > gt && created >= gte && created < lt && created <= lte;
}

function positionOf(rows: readonly { id: string }[], id: string, param: string): number {
  const position = rows.findIndex((row) => row.id === id);
  if (position < 0) throw resourceMissing("object", id, param);
  return position;
}
