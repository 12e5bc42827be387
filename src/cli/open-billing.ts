import { existsSync } from "node:fs";
import { join } from "node:path";
import { type BillingContext, createStripe } from "../billing/index.ts";
import { systemClock } from "../platform/clock/index.ts";
import { type Database, DatabaseStartError, migrateDatabase, openDatabase } from "../platform/db/index.ts";
import { createRateLimiter } from "../platform/http/index.ts";
import { createLog } from "../platform/log/index.ts";
import { createMailer } from "../platform/mail/index.ts";
import type { Terminal } from "./command.ts";
import { readClock } from "./read-clock.ts";
import { readConfig } from "./read-environment.ts";

const POOL = 6;

/**
 * Runs the work with what the verbs of billing are given: the server's database, its Stripe, its mailer. Beside a
 * running server with the embedded database it joins that one.
 * @throws ConfigError, DatabaseStartError: one line with the mend
 */
export async function withBilling<T>(terminal: Terminal, work: (ctx: BillingContext) => Promise<T>): Promise<T> {
  const config = readConfig(terminal.env);
  requireDatabase(config.databaseUrl, config.dataDir);
  const clock = await readClock(config.stripe.apiBase);
  return await withDatabase(terminal, async ({ db }) => {
    const mailer = createMailer({ config, db, clock });
    const log = createLog("warn", process.stderr);
    const stripe = createStripe(config.stripe);
    try {
      const limitRate = createRateLimiter(db);
      return await work({ config, db, log, clock, wallClock: systemClock, mailer, limitRate, stripe });
    } finally {
      mailer.close();
    }
  });
}

/** Runs the work with the server's database, brought to the present schema. */
export async function withDatabase<T>(terminal: Terminal, work: (database: Database) => Promise<T>): Promise<T> {
  const { DATABASE_URL, DATA_DIR } = terminal.env;
  const database = await openDatabase({
    databaseUrl: DATABASE_URL || undefined,
    dataDir: DATA_DIR || "./data",
    poolSize: POOL,
    progress: terminal.tell,
  });
  try {
    await migrateDatabase(database, terminal.tell);
    return await work(database);
  } finally {
    await database.close();
  }
}

/** In a wrong directory an empty database would be made, in which nobody is known. */
function requireDatabase(databaseUrl: string | undefined, dataDir: string): void {
  if (databaseUrl !== undefined || existsSync(join(dataDir, "postgres"))) return;
  throw new DatabaseStartError(
    `There is no database in DATA_DIR ${dataDir}: run this where the server runs, or set DATA_DIR or DATABASE_URL.`,
  );
}
