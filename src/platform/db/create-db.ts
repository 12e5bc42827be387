import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import type pg from "pg";
import { readSqlState } from "./read-sql-state.ts";

/**
 * Drizzle over the pool, without a schema: tables are imported where they are used. The hottest statements go to
 * `$client` as plain text with parameters, past the building of SQL.
 */
export type Db = NodePgDatabase & { $client: pg.Pool };

/** What the work of a transaction receives. */
export type Tx = Parameters<Parameters<Db["transaction"]>[0]>[0];

/**
 * Drizzle's own `transaction` never gives its connection back when BEGIN fails, so each server restart would
 * shrink the pool. Ours takes the connection itself and returns it in every case.
 */
export function createDb(pool: pg.Pool): Db {
  const db = drizzle(pool);
  db.transaction = (work, config) => runTransaction(pool, work, config);
  return db;
}

async function runTransaction<T>(
  pool: pg.Pool,
  work: (tx: Tx) => Promise<T>,
  config: Parameters<Db["transaction"]>[1],
): Promise<T> {
  const client = await pool.connect();
  let cause: unknown;
  let isLost = false;
  const watched = (tx: Tx) =>
    work(tx).catch((error: unknown) => {
      cause = error;
      throw error;
    });
  try {
    return await drizzle(client).transaction(watched, config);
  } catch (error) {
    // When the connection is lost, Drizzle throws the failure of its rollback and hides what came first.
    isLost = cause === undefined || isConnectionLoss(cause);
    throw cause ?? error;
  } finally {
    // Anything but idle means that the rollback did not arrive: that connection must not be used again.
    client.release(isLost || client.getTransactionStatus() !== "I");
  }
}

/** The server says goodbye before the socket closes, so the driver still takes such a connection for good. */
function isConnectionLoss(error: unknown): boolean {
  return /^(08|57P|ECONN|EPIPE)/.test(readSqlState(error) ?? "");
}
