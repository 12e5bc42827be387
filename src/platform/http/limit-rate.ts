import { type Db, gatherCalls } from "../db/index.ts";
import { Refusal } from "../errors/index.ts";

/** At most `limit` requests counted under this key in one window. */
export type RateRule = Readonly<{ key: string; limit: number }>;

/**
 * Counts one request under each rule.
 * @throws Refusal 429 with Retry-After (seconds) when one is over.
 */
export type RateLimiter = (now: Date, windowSeconds: number, rules: readonly RateRule[]) => Promise<void>;

type Hit = Readonly<{ key: string; start: Date; end: Date }>;
type Count = Readonly<{ count: number; windowEnd: Date }>;

const MOST_HITS = 200;

/**
 * The counts are in the database, so that they survive a restart and hold for all server processes together. Requests
 * that come at the same time are counted by one statement. It does not wait for the disk: what a crash of the machine
 * loses is the last moment's counts.
 */
export function createRateLimiter(db: Db): RateLimiter {
  return async (now, windowSeconds, rules) => {
    const end = new Date(now.getTime() + windowSeconds * 1000);
    const counts = await Promise.all(rules.map(({ key }) => countHit(db, { key, start: now, end })));
    const over = counts.filter((counted, index) => counted.count > (rules[index]?.limit ?? 0));
    if (over.length === 0) return;
    const open = Math.max(...over.map(({ windowEnd }) => windowEnd.getTime()));
    const wait = Math.max(1, Math.ceil((open - now.getTime()) / 1000));
    throw new Refusal(429, "Too many requests", { headers: { "Retry-After": String(wait) } });
  };
}

const countHit = gatherCalls(MOST_HITS, countHits);

/** One row for each key; the requests of one batch get consecutive counts. */
async function countHits(db: Db, hits: readonly Hit[]): Promise<Count[]> {
  const keys = [...new Set(hits.map((hit) => hit.key))].sort();
  const first = new Map(hits.map((hit) => [hit.key, hit]));
  const { rows } = await db.$client.query<{ key: string; count: number; window_end: Date }>(COUNT, [
    keys,
    keys.map((key) => first.get(key)?.start),
    keys.map((key) => first.get(key)?.end),
    keys.map((key) => hits.filter((hit) => hit.key === key).length),
  ]);
  const counted = new Map(rows.map((row) => [row.key, { windowEnd: row.window_end, last: row.count }]));
  return hits
    .toReversed()
    .map(({ key, end }) => {
      const row = counted.get(key) ?? { windowEnd: end, last: Number.POSITIVE_INFINITY };
      return { count: row.last--, windowEnd: row.windowEnd };
    })
    .toReversed();
}

const COUNT = `
  INSERT INTO rate_limits (key, window_start, window_end, count)
  SELECT hit.key, hit.window_start, hit.window_end, hit.count
  FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[], $4::int[]) AS hit (key, window_start, window_end, count),
       (SELECT set_config('synchronous_commit', 'off', true)) AS relaxed
  ORDER BY hit.key
  ON CONFLICT (key) DO UPDATE SET
    count = excluded.count + CASE WHEN rate_limits.window_end <= excluded.window_start THEN 0 ELSE rate_limits.count END,
    window_start = CASE WHEN rate_limits.window_end <= excluded.window_start THEN excluded.window_start ELSE rate_limits.window_start END,
    window_end = CASE WHEN rate_limits.window_end <= excluded.window_start THEN excluded.window_end ELSE rate_limits.window_end END
  RETURNING key, count, window_end`;
