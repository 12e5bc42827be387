import { expect, onTestFinished, test } from "vitest";
import type { Database } from "../../src/platform/db/index.ts";
import { createClient } from "../http-client.ts";
import { openShop, type Shop } from "./open-shop.ts";
import { killServers, type ServerProcess, spawnServer } from "./server-process.ts";
import { waitUntil } from "./wait-until.ts";

const WAITING =
  "select pid from pg_stat_activity where datname = current_database() and query ilike 'insert into \"credentials\"%' and wait_event_type = 'Lock'";
const email = "newcomer@example.com";
const password = "correct horse battery staple";

test("kill -9 between the two writes of a sign-up: the newcomer signs up again and gets in", {
  timeout: 180_000,
}, async () => {
  const shop = await openShop({ servers: 1 });
  onTestFinished(async () => {
    await killServers();
    await shop.close();
  });
  const [env = {}] = shop.servers;
  await killBetweenWrites(shop, await startServer(env));

  const client = createClient((await startServer(env)).url);
  expect((await client.send("POST", "/api/accounts", { json: { email, password } })).status).toBe(202);
  expect((await client.send("POST", "/api/session", { json: { email, password } })).status).toBe(204);
});

async function startServer(env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const server = await spawnServer(env);
  await server.start();
  return server;
}

/** The second write waits at a lock, the process is killed, and what it had sent dies with its connection. */
async function killBetweenWrites({ database }: Shop, server: ServerProcess): Promise<void> {
  const holder = await database.pool.connect();
  try {
    await holder.query("begin; lock table credentials in access exclusive mode");
    const signUp = createClient(server.url).send("POST", "/api/accounts", { json: { email, password } });
    signUp.catch(() => {});
    const pid = await waitUntil(() => findWaiting(database), { seconds: 20, pauseMs: 20 });
    await server.kill();
    await database.pool.query("select pg_terminate_backend($1, 5000)", [pid]);
  } finally {
    // Closed, and with it the lock is gone.
    holder.release(true);
  }
}

async function findWaiting({ pool }: Database): Promise<number> {
  const { rows } = await pool.query<{ pid: number }>(WAITING);
  if (rows[0] === undefined) throw new Error("the credentials are not being written yet");
  return rows[0].pid;
}
