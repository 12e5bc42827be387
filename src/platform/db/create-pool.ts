import pg from "pg";

const secondsToConnect = 5;
const secondsPerStatement = 30;

/**
 * A pool that outlives its server: a lost connection is thrown away, and the next query opens a new one.
 * `int8`, `numeric` and therefore `count(*)` arrive as strings, as pg decides: cast in SQL where a number is meant.
 */
export function createPool(url: string, size: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    connectionTimeoutMillis: secondsToConnect * 1000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    statement_timeout: secondsPerStatement * 1000,
    // The server's own limit comes first; this one ends the wait for a server that vanished without a word.
    query_timeout: (secondsPerStatement + 5) * 1000,
    idle_in_transaction_session_timeout: 60_000,
  });
  // Without listeners the loss of a connection would end the process; whoever is querying gets the error anyway.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}
