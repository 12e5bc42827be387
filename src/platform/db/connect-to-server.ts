import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { DatabaseStartError } from "./database-start-error.ts";
import type { Progress } from "./progress.ts";
import { readSqlState } from "./read-sql-state.ts";

const oldestVersion = 15;
const secondsToWait = 15;

/** Codes of a server that is on its way: containers start side by side, and a restarted server recovers first. */
const notYet = new Set(["ECONNREFUSED", "ECONNRESET", "EAI_AGAIN", "57P03", "57P01", "53300"]);

/** Makes sure that a server of a supported version answers at the URL, waiting a little for one that is starting. */
export async function connectToServer(url: string, progress: Progress): Promise<void> {
  const where = describeUrl(url);
  const giveUpAt = Date.now() + secondsToWait * 1000;
  for (let told = false; ; told = true) {
    try {
      return refuseOldServer(await readServerVersion(url), where);
    } catch (error) {
      if (error instanceof DatabaseStartError) throw error;
      const code = readSqlState(error);
      if (code === undefined || !notYet.has(code) || Date.now() > giveUpAt) throw explainFailure(error, where);
      if (!told) progress(`Waiting for the database at ${where} (${code})`);
      await sleep(250);
    }
  }
}

/** Host, port and database without user and password, fit for a log. */
function describeUrl(url: string): string {
  try {
    const { protocol, hostname, port, pathname, searchParams } = new URL(url);
    if (protocol !== "postgres:" && protocol !== "postgresql:") throw new TypeError(protocol);
    return `${hostname || searchParams.get("host") || "localhost"}:${port || "5432"}${pathname}`;
  } catch {
    throw new DatabaseStartError("DATABASE_URL is not a URL like postgres://user:password@host:5432/name: correct it.");
  }
}

async function readServerVersion(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, query_timeout: 5000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version_num: string }>("show server_version_num");
    return Math.floor(Number(rows[0]?.server_version_num) / 10_000);
  } finally {
    await client.end().catch(() => {});
  }
}

function refuseOldServer(version: number, where: string): void {
  if (version >= oldestVersion) return;
  throw new DatabaseStartError(
    `The database at ${where} is PostgreSQL ${version}; ${oldestVersion} or newer is needed: upgrade it, or set DATABASE_URL to a newer one.`,
  );
}

function explainFailure(error: unknown, where: string): DatabaseStartError {
  const code = readSqlState(error);
  const reason = error instanceof Error ? error.message.split("\n")[0] || (code ?? "no reason given") : String(error);
  return new DatabaseStartError(`Cannot use the database at ${where}: ${reason}. ${mendFor(code)}`, { cause: error });
}

function mendFor(code: string | undefined): string {
  if (code === "28P01" || code === "28000") return "Correct the user and password in DATABASE_URL.";
  if (code === "3D000") return "Create that database, or correct its name in DATABASE_URL.";
  if (code === "ENOTFOUND") return "Correct the host in DATABASE_URL.";
  if (code === "53300") return "Close other connections, or raise max_connections on the server.";
  return "Start that server, or correct DATABASE_URL; without DATABASE_URL the program brings its own.";
}
