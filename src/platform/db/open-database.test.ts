import { createServer, type Server } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { createTestDatabase } from "../../../test/database.ts";
import { DatabaseStartError, migrationsAreCurrent, openDatabase, pingDatabase, withTx } from "./index.ts";

// Servers and processes are started here; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let listener: Server | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterEach(() => listener?.close());

afterAll(() => database.drop());

async function refusalFor(databaseUrl: string): Promise<Error> {
  const refusal = await openDatabase({ databaseUrl, dataDir: "unused" }).catch((error: unknown) => error);
  if (!(refusal instanceof DatabaseStartError)) throw new Error("no refusal", { cause: refusal });
  expect(refusal.message).not.toContain("\n");
  return refusal;
}

/** A port on which a server takes connections and says nothing. */
async function silentPort(): Promise<number> {
  const server = createServer((socket) => socket.on("error", () => {}));
  listener = server;
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}

test("a wrong URL is refused in one line that names the variable and never the password", async () => {
  for (const url of ["not a url", "mysql://u:secret@localhost/x"]) {
    expect((await refusalFor(url)).message).toMatch(/DATABASE_URL/);
  }
});

test("a wrong password, a missing database and an unknown host each get their own mend", async () => {
  const wrongName = new URL(database.url);
  wrongName.pathname = "/there_is_no_such_database";
  expect((await refusalFor(wrongName.href)).message).toMatch(/there_is_no_such_database.*Create that database/);

  const wrongUser = new URL(database.url);
  wrongUser.username = "nobody_of_that_name";
  wrongUser.password = "secret-password";
  const refusal = await refusalFor(wrongUser.href);
  expect(refusal.message).toMatch(/user and password in DATABASE_URL/);
  expect(refusal.message).not.toContain("secret-password");

  const unknownHost = await refusalFor("postgres://u:p@host.invalid/x");
  expect(unknownHost.message).toMatch(/host\.invalid:5432\/x/);
});

test("a server that takes the connection and says nothing is given up", async () => {
  const refusal = await refusalFor(`postgres://u:p@127.0.0.1:${await silentPort()}/x`);
  expect(refusal.message).toMatch(/timeout/);
});

test("a ping says yes in time, and no when all connections are busy", async () => {
  expect(await pingDatabase(database, 5000)).toBe(true);
  const taken = await Promise.all(Array.from({ length: 5 }, () => database.pool.connect()));
  expect(await pingDatabase(database, 50)).toBe(false);
  for (const client of taken) client.release();
  expect(await pingDatabase(database, 5000)).toBe(true);
});

test("a connection lost while it is lent does not end the process", async () => {
  const client = await database.pool.connect();
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  await database.pool.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
  await expect(client.query("select 1")).rejects.toThrow();
  client.release(true);
  expect(await pingDatabase(database, 5000)).toBe(true);
});

test("a transaction that loses its connection does not pass it on", async () => {
  const work = withTx(database.db, async (tx) => {
    const { rows } = await tx.execute<{ pid: number }>("select pg_backend_pid() as pid");
    await database.pool.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
    await tx.execute("select 1");
  });
  await expect(work).rejects.toThrow();
  await Promise.all(Array.from({ length: 5 }, () => withTx(database.db, (tx) => tx.execute("select 1"))));
});

test("the copied template has every migration", async () => {
  expect(await migrationsAreCurrent(database)).toBe(true);
});
