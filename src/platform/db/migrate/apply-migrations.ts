import pg from "pg";
import type { Database } from "../open-database.ts";
import type { Progress } from "../progress.ts";
import { applyStep } from "./apply-step.ts";
import { compareSteps, readRecordedSteps } from "./compare-steps.ts";
import { type LeaseTerms, withLease } from "./hold-lease.ts";
import { readMigrations } from "./read-migrations.ts";

/** Brings the database to the state that the directory describes; several processes may try at once. */
export async function applyMigrations(
  database: Pick<Database, "pool" | "url">,
  directory: string,
  progress: Progress,
  terms?: LeaseTerms,
): Promise<void> {
  const migrations = await readMigrations(directory);
  const compare = async () => compareSteps(migrations, await readRecordedSteps(database.pool));
  const { pending, unknownTags } = await compare();
  if (unknownTags.length > 0) {
    progress(`The database is newer than this program (${unknownTags.join(", ")}): going on with it`);
  }
  if (pending.length === 0) return;

  const isDone = async () => (await compare()).pending.length === 0;
  await withLease(database.pool, { progress, isDone, ...(terms === undefined ? {} : { terms }) }, async (lease) => {
    const client = await connectForChanges(database.url);
    try {
      let announced: string | undefined;
      // Asked again: another process may have done part of it before we got the lease.
      for (const step of (await compare()).pending) {
        if (step.tag !== announced) progress(`Migrating the database: ${step.tag}`);
        announced = step.tag;
        await lease.confirm();
        await applyStep(client, step);
      }
    } finally {
      await client.end().catch(() => {});
    }
  });
}

/** A connection of its own: the pool's limits are meant for requests. */
async function connectForChanges(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: 5000 });
  client.on("error", () => {});
  await client.connect();
  return client;
}
