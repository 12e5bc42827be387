import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "./open-database.ts";

/** Whether the database answers within so many milliseconds, through the pool that requests use. Never throws. */
export async function pingDatabase(database: Database, timeoutMs: number): Promise<boolean> {
  const asked = database.pool.query("select 1").then(
    () => true,
    () => false,
  );
  const tooLate = new AbortController();
  try {
    return await Promise.race([asked, sleep(timeoutMs, false, { signal: tooLate.signal })]);
  } finally {
    tooLate.abort();
  }
}
