import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type Database, DatabaseStartError, openDatabase, pingDatabase, withTx } from "../index.ts";
import { findProcessesIn, findRunningServer, isAlive } from "./find-running-server.ts";
import { runCommand } from "./run-command.ts";

// Servers and processes are started here; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const fixture = fileURLToPath(new URL("./open-embedded.fixture.ts", import.meta.url));
const isRoot = process.getuid?.() === 0;
const patience = { timeout: 20_000, interval: 20 };

/** A data directory with a database, stopped: copying it is quicker than creating one for every test. */
let prepared: string;
let dataDir: string;
let told: string[];
let opened: Database[];
let children: ChildProcess[];

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "embedded-"));
  // As root the server runs as another user, which must be able to pass.
  await chmod(folder, 0o711);
  return folder;
}

beforeAll(async () => {
  prepared = await makeFolder();
  await (await openDatabase({ databaseUrl: undefined, dataDir: prepared })).close();
});

afterAll(() => rm(prepared, { recursive: true, force: true }));

beforeEach(async () => {
  dataDir = await makeFolder();
  told = [];
  opened = [];
  children = [];
});

afterEach(async () => {
  // Only when they are gone do they no longer count as users of the server.
  await Promise.all(
    children.map(async (child) => {
      if (child.kill("SIGKILL")) await once(child, "exit");
    }),
  );
  await Promise.all(opened.map((database) => database.close()));
  // What a killed child left is taken over, and so stopped.
  if ((await serverPid()) !== undefined) await (await open()).close();
  await vi.waitFor(async () => expect((await findProcessesIn(cluster())).pids).toEqual([]), patience);
  await rm(dataDir, { recursive: true, force: true });
});

const cluster = () => join(dataDir, "postgres");

async function haveDatabase(): Promise<void> {
  const copied = await runCommand(["cp", "-a", `${prepared}/.`, dataDir]);
  expect(copied).toEqual({ code: 0, output: "" });
}

async function open(): Promise<Database> {
  const progress = (line: string) => told.push(line);
  const database = await openDatabase({ databaseUrl: undefined, dataDir, progress, poolSize: 3 });
  opened.push(database);
  return database;
}

async function serverPid(): Promise<number | undefined> {
  return (await findRunningServer(cluster()))?.pid;
}

/** Ends the server without its leave and waits until it is gone. */
async function endServer(signal: "SIGQUIT" | "SIGKILL"): Promise<void> {
  const pid = (await serverPid()) ?? 0;
  expect(pid).toBeGreaterThan(1);
  process.kill(pid, signal);
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), patience);
}

type Child = { process: ChildProcess; said: string[]; isOpen(): Promise<void>; ended: Promise<unknown> };

function openInChild(): Child {
  const child = spawn(process.execPath, [fixture, dataDir]);
  children.push(child);
  const said: string[] = [];
  child.stdout.on("data", (chunk) => said.push(...String(chunk).trim().split("\n")));
  child.stderr.on("data", (chunk) => said.push(`stderr: ${chunk}`));
  const isOpen = () => vi.waitFor(() => expect(said.join("\n")).toMatch(/^open /m), patience);
  return { process: child, said, isOpen, ended: once(child, "exit") };
}

test("a first start creates the database, a later one finds everything again", async () => {
  const first = await open();
  await first.pool.query("create table kept (n integer)");
  await first.close();
  expect(await serverPid()).toBeUndefined();
  const second = await open();
  expect((await second.pool.query("select * from kept")).rows).toEqual([]);
  expect(second.url).toBe(first.url);
  expect(told.filter((line) => line.startsWith("Creating"))).toHaveLength(1);
  expect((await stat(join(dataDir, "postgres.json"))).mode & 0o777).toBe(0o600);
});

test("the program's role is no superuser, and text is UTF-8 sorted by code", async () => {
  await haveDatabase();
  const { pool } = await open();
  const { rows } = await pool.query(
    `select rolsuper, pg_encoding_to_char(encoding) as encoding, datcollate from pg_roles, pg_database
     where rolname = current_user and datname = current_database()`,
  );
  expect(rows).toEqual([{ rolsuper: false, encoding: "UTF8", datcollate: "C" }]);
});

test("a server left by a killed process is taken over and stopped by the new owner", async () => {
  await haveDatabase();
  const child = openInChild();
  await child.isOpen();
  const pid = await serverPid();
  child.process.kill("SIGKILL");
  await child.ended;
  const database = await open();
  expect(await serverPid()).toBe(pid);
  expect(told.join("\n")).toContain("Taking over");
  expect(await pingDatabase(database, 5000)).toBe(true);
  await database.close();
  expect((await findProcessesIn(cluster())).pids).toEqual([]);
});

test("two processes that start at once share one server, and the last to leave stops it", async () => {
  const [one, two] = [openInChild(), openInChild()];
  await Promise.all([one.isOpen(), two.isOpen()]);
  expect([...one.said, ...two.said].filter((line) => line.startsWith("Creating"))).toHaveLength(1);
  const pid = await serverPid();
  one.process.kill("SIGTERM");
  await one.ended;
  expect(await serverPid()).toBe(pid);
  two.process.kill("SIGTERM");
  await two.ended;
  expect((await findProcessesIn(cluster())).pids).toEqual([]);
});

test("a process ended by SIGTERM leaves no server behind", async () => {
  await haveDatabase();
  const child = openInChild();
  await child.isOpen();
  child.process.kill("SIGTERM");
  expect(await child.ended).toEqual([0, null]);
  expect(child.said).toContain("closed");
  expect((await findProcessesIn(cluster())).pids).toEqual([]);
});

test("a first start killed in the middle is cleaned up and repeated", async () => {
  const child = openInChild();
  await vi.waitFor(async () => {
    const unfinished = (await readdir(dataDir)).find((name) => name.startsWith("postgres.new-")) ?? "none";
    expect(await readdir(join(dataDir, unfinished, "data"))).toContain("PG_VERSION");
  }, patience);
  child.process.kill("SIGKILL");
  await child.ended;
  expect(await readdir(dataDir)).not.toContain("postgres");
  await (await open()).close();
  expect(told.join("\n")).toContain("Creating the database");
  // A program of the killed start may outlive it for a moment and write again; the next start clears that away.
  await vi.waitFor(async () => {
    await (await open()).close();
    expect((await readdir(dataDir)).filter((name) => name.startsWith("postgres.new-"))).toEqual([]);
  }, patience);
});

test("a killed server is started again on its port, and the pool and acknowledged rows survive", async () => {
  await haveDatabase();
  const { db, pool } = await open();
  await pool.query("create table kept (n integer)");
  for (const signal of ["SIGQUIT", "SIGKILL"] as const) {
    const acknowledged = await Promise.all(
      Array.from({ length: 3 }, (_, n) => withTx(db, (tx) => tx.execute(`insert into kept values (${n}) returning n`))),
    );
    expect(acknowledged).toHaveLength(3);
    await endServer(signal);
    await vi.waitFor(() => withTx(db, (tx) => tx.execute("select 1")), patience);
  }
  expect((await pool.query("select n from kept")).rowCount).toBe(6);
  expect(told).toContain("The database server ended unexpectedly; starting it again");
});

test("a server stopped at once, many times under load, never uses up the pool", async () => {
  await haveDatabase();
  const { db, pool } = await open();
  for (let round = 0; round < 3; round += 1) {
    const load = Promise.allSettled(
      Array.from({ length: 20 }, () => withTx(db, (tx) => tx.execute("select pg_sleep(0.05)"))),
    );
    await endServer("SIGQUIT");
    await load;
    await vi.waitFor(() => pool.query("select 1"), patience);
  }
  await Promise.all(Array.from({ length: 6 }, () => withTx(db, (tx) => tx.execute("select 1"))));
  expect(pool.idleCount).toBe(pool.totalCount);
  expect(pool.waitingCount).toBe(0);
});

test("a process id in postmaster.pid that now belongs to somebody else does not stop the start", async () => {
  await haveDatabase();
  await writeFile(join(cluster(), "postmaster.pid"), `${process.pid}\n${cluster()}\n1\n5432\n\n127.0.0.1\n`);
  expect(await pingDatabase(await open(), 5000)).toBe(true);
});

test("a directory in use by another container is refused, not started a second time", async () => {
  await haveDatabase();
  const child = openInChild();
  await child.isOpen();
  const file = join(dataDir, "postgres.json");
  const credentials = await readFile(file, "utf8");
  await writeFile(file, JSON.stringify({ ...JSON.parse(credentials), host: "another" }));
  await expect(open()).rejects.toThrow(/in use by a process in another container/);
  await writeFile(file, credentials);
});

test("a lost password file is replaced", async () => {
  await haveDatabase();
  await rm(join(dataDir, "postgres.json"));
  expect(await pingDatabase(await open(), 5000)).toBe(true);
});

test("a directory of another release, or of something else, is refused in one line", async () => {
  await haveDatabase();
  await writeFile(join(cluster(), "PG_VERSION"), "9\n");
  await expect(open()).rejects.toThrow(/was made by PostgreSQL 9, and this machine has [^\n]+ DATA_DIR\.$/);
  await rm(join(cluster(), "PG_VERSION"));
  await expect(open()).rejects.toThrow(/holds no PostgreSQL database: [^\n]+$/);
});

test("a damaged directory is refused in one line that names the log", async () => {
  await haveDatabase();
  await writeFile(join(cluster(), "global", "pg_control"), "damaged");
  const refusal = await open().catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(DatabaseStartError);
  expect(String(refusal)).toMatch(/does not start: [^\n]+postgres\.log[^\n]+$/);
  expect((await findProcessesIn(cluster())).pids).toEqual([]);
});

test("closing twice stops the server once", async () => {
  await haveDatabase();
  const database = await open();
  const pid = (await serverPid()) ?? 0;
  await Promise.all([database.close(), database.close()]);
  expect(isAlive(pid)).toBe(false);
});

test.runIf(isRoot)("as root it works below a directory that only root may enter", async () => {
  await chmod(dataDir, 0o700);
  const { pool } = await open();
  await pool.query("create table kept (n integer)");
  expect((await stat(cluster())).uid).not.toBe(0);
});

test.runIf(isRoot)("as root it takes back a database restored as root", async () => {
  await haveDatabase();
  await runCommand(["chown", "-R", "0:0", cluster()]);
  await chmod(cluster(), 0o755);
  expect(await pingDatabase(await open(), 5000)).toBe(true);
});

test("the log holds no password", async () => {
  const database = await open();
  const password = new URL(database.url).password;
  await database.close();
  expect(password).toHaveLength(48);
  expect(await readFile(join(dataDir, "postgres.log"), "utf8")).not.toContain(password);
  expect(told.join("\n")).not.toContain(password);
});
