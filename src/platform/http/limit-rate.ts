import { sql } from "drizzle-orm";
import type { Db } from "../db/index.ts";
import { Refusal } from "../errors/index.ts";

/** At most `limit` requests counted under this key in one window. */
export type RateRule = Readonly<{ key: string; limit: number }>;

/**
 * Counts one request under each rule, in one statement. The counts are in the database, so that they survive a
 * restart and hold for all server processes together.
 * @throws Refusal 429 with Retry-After (seconds) when one is over.
 */
export async function limitRate(db: Db, now: Date, windowSeconds: number, rules: readonly RateRule[]): Promise<void> {
  const counted = await countRequest(db, now, windowSeconds, rules);
  const limits = new Map(rules.map((rule) => [rule.key, rule.limit]));
  const over = counted.filter((row) => row.count > (limits.get(row.key) ?? Number.POSITIVE_INFINITY));
  const longest = Math.max(...over.map((row) => new Date(row.window_start).getTime()));
  if (over.length === 0) return;
  const wait = Math.max(1, Math.ceil((longest + windowSeconds * 1000 - now.getTime()) / 1000));
  throw new Refusal(429, "Too many requests", {
    headers: { "Retry-After": String(wait) },
    detail: over.map((row) => row.key).join(" "),
  });
}

async function countRequest(db: Db, now: Date, windowSeconds: number, rules: readonly RateRule[]) {
  // In one order of keys, so that two requests never wait for each other's rows in a circle.
  const keys = rules.map((rule) => rule.key).sort();
  const rows = keys.map((key) => sql`(${key}, ${now}::timestamptz, 1)`);
  const over = sql`rate_limits.window_start <= ${new Date(now.getTime() - windowSeconds * 1000)}::timestamptz`;
  const result = await db.execute<{ key: string; window_start: string | Date; count: number }>(sql`
    INSERT INTO rate_limits (key, window_start, count) VALUES ${sql.join(rows, sql`, `)}
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN ${over} THEN 1 ELSE rate_limits.count + 1 END,
      window_start = CASE WHEN ${over} THEN excluded.window_start ELSE rate_limits.window_start END
    RETURNING key, window_start, count`);
  return result.rows;
}
