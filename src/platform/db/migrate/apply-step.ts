import pg from "pg";
import { DatabaseStartError } from "../database-start-error.ts";
import { readSqlState } from "../read-sql-state.ts";
import type { Step } from "./read-migrations.ts";

const lockNotAvailable = "55P03";

/** What the second run of a schema change says when the first one did take effect: it is there, or gone, already. */
const alreadyInEffect = new Set(["42P07", "42701", "42710", "42P06", "42723", "42704", "42703", "42P01"]);

/**
 * Applies one statement and records it. A change of data is committed together with its record. A change of schema
 * stands alone in its transaction, as some engines demand, so its beginning is recorded before and its end after:
 * killed in between, the next start repeats it and takes "already there" for success.
 */
export async function applyStep(client: pg.Client, step: Step & { begun: boolean }): Promise<void> {
  try {
    if (changesData(step.statement)) await applyWithRecord(client, step);
    else await applyBetweenRecords(client, step);
  } catch (error) {
    throw explain(error, step);
  }
}

function changesData(statement: string): boolean {
  const withoutComments = statement.replaceAll(/--.*$|\/\*[\s\S]*?\*\//gm, "").trim();
  return /^(insert|update|delete|merge|with|select)\b/i.test(withoutComments);
}

async function applyWithRecord(client: pg.Client, step: Step): Promise<void> {
  await inTransaction(client, async () => {
    await client.query("set local statement_timeout = 0");
    await runOne(client, step.statement);
    await recordBegin(client, step);
    await recordEnd(client, step);
  });
}

async function applyBetweenRecords(client: pg.Client, step: Step & { begun: boolean }): Promise<void> {
  await recordBegin(client, step);
  try {
    if (step.begun) await dropHalfBuiltIndex(client, step.statement);
    await runPatiently(client, step.statement);
  } catch (error) {
    const code = readSqlState(error) ?? "";
    if (!step.begun) {
      // The server's refusal means that nothing happened; after a lost connection, who knows.
      if (error instanceof pg.DatabaseError) await forgetBegin(client, step);
      throw error;
    }
    if (!alreadyInEffect.has(code)) throw error;
  }
  await recordEnd(client, step);
}

/** A build without locks that was killed leaves an index that is there and does not work. */
async function dropHalfBuiltIndex(client: pg.Client, statement: string): Promise<void> {
  const pattern = /^create\s+(?:unique\s+)?index\s+concurrently\s+(?:if\s+not\s+exists\s+)?("[^"]+"|\w+)\s+on\b/i;
  const name = pattern.exec(statement)?.[1];
  if (name !== undefined) await client.query(`drop index concurrently if exists ${name}`);
}

/** Does not queue long for a lock, because everybody else would queue behind us: gives up and tries again. */
async function runPatiently(client: pg.Client, statement: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runAlone(client, statement);
    } catch (error) {
      if (attempt === 10 || readSqlState(error) !== lockNotAvailable) throw error;
    }
  }
}

/** A change may take longer than a request may. The settings end with the transaction. */
async function runAlone(client: pg.Client, statement: string): Promise<void> {
  if (/\bconcurrently\b/i.test(statement)) return runOne(client, statement);
  await inTransaction(client, async () => {
    await client.query("set local statement_timeout = 0");
    await client.query("set local lock_timeout = '5s'");
    await runOne(client, statement);
  });
}

async function inTransaction(client: pg.Client, work: () => Promise<void>): Promise<void> {
  await client.query("begin");
  try {
    await work();
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw error;
  }
}

/** The extended protocol refuses two statements in one, which could not be repeated after a kill. */
async function runOne(client: pg.Client, statement: string): Promise<void> {
  const query: pg.QueryConfig & { queryMode: "extended" } = { text: statement, queryMode: "extended" };
  await client.query(query);
}

async function recordBegin(client: pg.Client, step: Step): Promise<void> {
  await client.query(
    `insert into migration_steps (tag, position, checksum, started_at) values ($1, $2, $3, now())
     on conflict (tag, position) do nothing`,
    [step.tag, step.position, step.checksum],
  );
}

async function recordEnd(client: pg.Client, step: Step): Promise<void> {
  await client.query("update migration_steps set finished_at = now() where tag = $1 and position = $2", [
    step.tag,
    step.position,
  ]);
}

async function forgetBegin(client: pg.Client, step: Step): Promise<void> {
  await client
    .query("delete from migration_steps where tag = $1 and position = $2 and finished_at is null", [
      step.tag,
      step.position,
    ])
    .catch(() => {});
}

function explain(error: unknown, step: Step): DatabaseStartError {
  const reason = error instanceof Error ? error.message : String(error);
  return new DatabaseStartError(
    `Migration ${step.tag} failed at statement ${step.position + 1}: ${reason}. The statements before it are kept; mend the cause and start again.`,
    { cause: error },
  );
}
