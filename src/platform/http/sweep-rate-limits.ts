import { lt } from "drizzle-orm";
import type { Db } from "../db/index.ts";
import { rateLimits } from "../tables.ts";

const DAY_MS = 86_400_000;

/** Deletes counts whose window is long over: they hold network addresses, which are kept no longer than needed. */
export async function sweepRateLimits(db: Db, now: Date): Promise<void> {
  await db.delete(rateLimits).where(lt(rateLimits.windowEnd, new Date(now.getTime() - DAY_MS)));
}
