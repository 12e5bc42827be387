import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { DatabaseStartError } from "../database-start-error.ts";
import { readSqlState } from "../read-sql-state.ts";

export type Lease = {
  /** Throws when another process has taken the lease: then this one must not change anything more. */
  confirm(): Promise<void>;
};

/** Seconds for which a holder that says nothing more is believed to live. */
export type LeaseTerms = { seconds: number; giveUpAfterSeconds: number };

const usualTerms: LeaseTerms = { seconds: 15, giveUpAfterSeconds: 600 };

/** Two processes that create the same table at once: one of them fails on the catalogue, in one of these ways. */
const createdByAnother = new Set(["23505", "42P07", "42710", "XX000", "40001"]);

/**
 * Runs the work while this process alone holds the migration lease: a row with an owner and an end, because locks of
 * a session or a table do not work on every PostgreSQL. It is renewed while the work runs.
 * @returns undefined without running the work as soon as `isDone` says that another process has done it
 */
export async function withLease<T>(
  pool: pg.Pool,
  told: { progress: (line: string) => void; isDone: () => Promise<boolean>; terms?: LeaseTerms },
  work: (lease: Lease) => Promise<T>,
): Promise<T | undefined> {
  const terms = told.terms ?? usualTerms;
  const owner = `${hostname()} ${process.pid} ${randomUUID()}`;
  await createLease(pool);
  if (!(await waitForLease(pool, owner, terms, told))) return undefined;

  let lost = false;
  const renewal = setInterval(
    () => {
      takeLease(pool, owner, terms.seconds).then(
        (held) => {
          lost ||= !held;
        },
        // A failed renewal is no loss yet: the next one may come in time, and `confirm` asks the database.
        () => {},
      );
    },
    (terms.seconds * 1000) / 3,
  );
  const confirm = async () => {
    if (lost || !(await takeLease(pool, owner, terms.seconds))) {
      throw new DatabaseStartError("Another process took over the migration of the database: start this one again.");
    }
  };
  try {
    return await work({ confirm });
  } finally {
    clearInterval(renewal);
    await pool
      .query("update migration_lease set expires_at = to_timestamp(0) where name = 'schema' and owner = $1", [owner])
      .catch(() => {});
  }
}

async function createLease(pool: pg.Pool): Promise<void> {
  const statements = [
    "create table if not exists migration_lease (name text primary key, owner text not null, expires_at timestamptz not null)",
    "create table if not exists migration_steps (tag text not null, position integer not null, checksum text not null, started_at timestamptz not null, finished_at timestamptz, primary key (tag, position))",
    "insert into migration_lease (name, owner, expires_at) values ('schema', '', to_timestamp(0)) on conflict (name) do nothing",
  ];
  for (const statement of statements) await createOnce(pool, statement);
}

async function createOnce(pool: pg.Pool, statement: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await pool.query(statement);
      return;
    } catch (error) {
      if (attempt === 5 || !createdByAnother.has(readSqlState(error) ?? "")) throw error;
      await sleep(20 * attempt);
    }
  }
}

async function waitForLease(
  pool: pg.Pool,
  owner: string,
  terms: LeaseTerms,
  told: { progress: (line: string) => void; isDone: () => Promise<boolean> },
): Promise<boolean> {
  const giveUpAt = Date.now() + terms.giveUpAfterSeconds * 1000;
  for (let saidSo = false; !(await takeLease(pool, owner, terms.seconds)); saidSo = true) {
    if (await told.isDone()) return false;
    if (!saidSo) told.progress("Waiting for another process that migrates the database");
    if (Date.now() > giveUpAt) {
      throw new DatabaseStartError(
        `Another process has been migrating the database for ${terms.giveUpAfterSeconds} s: look at that process, then start again.`,
      );
    }
    await sleep(100 + Math.random() * 100);
  }
  return true;
}

/** Takes a free lease or prolongs our own; the clock is the database's. */
async function takeLease(pool: pg.Pool, owner: string, seconds: number): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update migration_lease set owner = $1, expires_at = now() + $2::integer * interval '1 second'
     where name = 'schema' and (owner = $1 or expires_at < now()) returning owner`,
    [owner, seconds],
  );
  return rowCount === 1;
}
