import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTestDatabase } from "../../../../test/database.ts";
import { applyMigrations } from "./apply-migrations.ts";

// Servers and processes are started here; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const fixture = fileURLToPath(new URL("./apply-migrations.fixture.ts", import.meta.url));
const terms = { seconds: 1, giveUpAfterSeconds: 30 };

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let directory: string;
let told: string[];

beforeEach(async () => {
  database = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), "migrations-"));
  told = [];
});

afterEach(async () => {
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

/** Writes migrations the way drizzle-kit does. */
async function write(migrations: Record<string, string[]>): Promise<void> {
  await mkdir(join(directory, "meta"), { recursive: true });
  const entries = Object.keys(migrations).map((tag, idx) => ({ idx, tag, version: "7", when: idx, breakpoints: true }));
  await writeFile(join(directory, "meta", "_journal.json"), JSON.stringify({ version: "7", entries }));
  for (const [tag, statements] of Object.entries(migrations)) {
    await writeFile(join(directory, `${tag}.sql`), statements.join("\n--> statement-breakpoint\n"));
  }
}

function apply(): Promise<void> {
  return applyMigrations(database, directory, (line) => told.push(line), terms);
}

async function steps(): Promise<string[]> {
  const { rows } = await database.pool.query<{ step: string }>(
    `select tag || '/' || position || case when finished_at is null then ' begun' else '' end as step
     from migration_steps where tag like 'try%' order by tag, position`,
  );
  return rows.map((row) => row.step);
}

function migrateInChild(): ChildProcess & { said: string[] } {
  const child = spawn(process.execPath, [fixture, database.url, directory, String(terms.seconds)]);
  const said: string[] = [];
  child.stdout.on("data", (chunk) => said.push(...String(chunk).trim().split("\n")));
  child.stderr.on("data", (chunk) => said.push(`stderr: ${chunk}`));
  return Object.assign(child, { said });
}

test("a migration is applied once and a second start changes nothing", async () => {
  await write({ try_0: ["create table a (n integer)", "insert into a values (1)"] });
  await apply();
  expect(told).toContain("Migrating the database: try_0");
  told = [];
  await apply();
  expect(told.filter((line) => line.startsWith("Migrating"))).toEqual([]);
  expect((await database.pool.query("select n from a")).rows).toEqual([{ n: 1 }]);
  expect(await steps()).toEqual(["try_0/0", "try_0/1"]);
});

test("five processes that start at once apply every statement exactly once", async () => {
  const inserts = Array.from({ length: 8 }, (_, n) => `insert into a values (${n})`);
  await write({ try_0: ["create table a (n integer)", ...inserts], try_1: ["alter table a add column m text"] });
  const children = Array.from({ length: 5 }, migrateInChild);
  const codes = await Promise.all(children.map(async (child) => (await once(child, "exit"))[0]));
  expect(codes, children.flatMap((child) => child.said).join("\n")).toEqual([0, 0, 0, 0, 0]);
  expect((await database.pool.query("select n from a order by n")).rows.map(({ n }) => n)).toEqual([...inserts.keys()]);
  expect(await steps()).toHaveLength(10);
});

test("a process killed in the middle of a statement is carried on by the next", async () => {
  await write({
    try_0: [
      "create table a (n integer)",
      "create table b as select 1 as n from (select pg_sleep(2)) as slowly",
      "insert into a values (1)",
    ],
  });
  const child = migrateInChild();
  await vi.waitFor(async () => expect(await steps()).toEqual(["try_0/0", "try_0/1 begun"]), 10_000);
  child.kill("SIGKILL");
  await once(child, "exit");
  await apply();
  expect(told).toContain("Waiting for another process that migrates the database");
  expect(await steps()).toEqual(["try_0/0", "try_0/1", "try_0/2"]);
  expect((await database.pool.query("select a.n, b.n as m from a, b")).rows).toEqual([{ n: 1, m: 1 }]);
});

test("a change of schema that took effect just before the kill is not a failure", async () => {
  await write({ try_0: ["create table a (n integer)", "alter table a add column m text", "drop table a"] });
  const finished = "update migration_steps set finished_at = null where tag = 'try_0' and position = $1";
  await apply();
  await database.pool.query(finished, [2]);
  await apply();
  expect(await steps()).toEqual(["try_0/0", "try_0/1", "try_0/2"]);
});

test("an index whose build was killed is built anew", async () => {
  await write({ try_0: ["create table a (n integer)", 'create unique index concurrently "a_n" on "a" ("n")'] });
  await apply();
  await database.pool.query("update migration_steps set finished_at = null where tag = 'try_0' and position = 1");
  await database.pool.query("update pg_index set indisvalid = false where indexrelid = 'a_n'::regclass");
  await apply();
  const { rows } = await database.pool.query("select indisvalid from pg_index where indexrelid = 'a_n'::regclass");
  expect(rows).toEqual([{ indisvalid: true }]);
});

test("an applied migration that was changed is refused by name", async () => {
  await write({ try_0: ["create table a (n integer)"] });
  await apply();
  await write({ try_0: ["create table a (n bigint)"] });
  await expect(apply()).rejects.toThrow(/Migration try_0 was changed after it had been applied here \(statement 1\)/);
  await write({ try_0: [] });
  await expect(apply()).rejects.toThrow(/Migration try_0 was changed/);
});

test("a failing statement names itself, keeps what came before, and can be mended", async () => {
  await write({ try_0: ["create table a (n integer)", "create table a (n integer)"] });
  await expect(apply()).rejects.toThrow(/Migration try_0 failed at statement 2: relation "a" already exists/);
  expect(await steps()).toEqual(["try_0/0"]);
  await write({ try_0: ["create table a (n integer)", "create table b (n integer)"] });
  await apply();
  expect(await steps()).toEqual(["try_0/0", "try_0/1"]);
});

test("two statements in one are refused", async () => {
  await write({ try_0: ["create table a (n integer); create table b (n integer)"] });
  await expect(apply()).rejects.toThrow(/multiple commands/);
});

test("an older program goes on with a newer database", async () => {
  await write({ try_0: ["create table a (n integer)"], try_1: ["create table b (n integer)"] });
  await apply();
  await write({ try_0: ["create table a (n integer)"] });
  await apply();
  expect(told.some((line) => line.includes("newer than this program") && line.includes("try_1"))).toBe(true);
});

test("a directory without its journal is an error, not an empty list", async () => {
  await expect(apply()).rejects.toThrow(/_journal.json/);
});
