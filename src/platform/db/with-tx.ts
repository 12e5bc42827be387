import { setTimeout as sleep } from "node:timers/promises";
import { PgTransaction } from "drizzle-orm/pg-core";
import type { Db, Tx } from "./create-db.ts";
import { readSqlState } from "./read-sql-state.ts";

const attempts = 5;
const serializationFailure = "40001";
const deadlockDetected = "40P01";

/**
 * Runs the work in one transaction and commits it. When the server says that a repetition would succeed, the
 * work runs again (five times at most), so it must have no effect outside the database.
 * Inside another transaction the work joins that one: no savepoint, and the outer call repeats the whole.
 */
export async function withTx<T>(db: Db | Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  if (db instanceof PgTransaction) return work(db as Tx);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction(work);
    } catch (error) {
      if (attempt === attempts || !canBeRepeated(error)) throw error;
      await sleep(Math.random() * 10 * 2 ** attempt);
    }
  }
}

function canBeRepeated(error: unknown): boolean {
  const code = readSqlState(error);
  return code === serializationFailure || code === deadlockDetected;
}
