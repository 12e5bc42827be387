import { fileURLToPath } from "node:url";
import { applyMigrations } from "./migrate/apply-migrations.ts";
import { compareSteps, readRecordedSteps } from "./migrate/compare-steps.ts";
import { readMigrations } from "./migrate/read-migrations.ts";
import type { Database } from "./open-database.ts";
import type { Progress } from "./progress.ts";

const ownMigrations = fileURLToPath(new URL("./migrations", import.meta.url));

/**
 * Brings the database to the schema of this program. Forward only; any number of processes may start at once, and
 * one that was killed is carried on. Throws a DatabaseStartError when an applied migration has been changed.
 */
export async function migrateDatabase(database: Database, progress: Progress = () => {}): Promise<void> {
  await applyMigrations(database, ownMigrations, progress);
}

/** Whether every migration of this program has been applied. One query. */
export async function migrationsAreCurrent(database: Database): Promise<boolean> {
  const migrations = await readMigrations(ownMigrations);
  return compareSteps(migrations, await readRecordedSteps(database.pool)).pending.length === 0;
}
