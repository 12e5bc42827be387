import { DatabaseStartError } from "../database-start-error.ts";
import type { Binaries } from "./find-binaries.ts";
import { adminRole, appRole, newCredentials, writeCredentials } from "./keep-credentials.ts";
import type { RunAs } from "./run-command.ts";
import { runStatements } from "./run-statements.ts";

/** Gives the cluster a new password when postgres.json is gone, as after a restore of the cluster alone. */
export async function resetPassword(
  place: { dataDir: string; clusterDir: string; shownDir: string },
  binaries: Binaries,
  runAs: RunAs | undefined,
): Promise<void> {
  const credentials = newCredentials();
  const statements = [adminRole, appRole].map((role) => `alter role ${role} password '${credentials.password}'`);
  const trouble = await runStatements(place.clusterDir, statements, binaries, runAs);
  if (trouble !== undefined) {
    throw new DatabaseStartError(
      `The password of the database in ${place.shownDir} is lost and cannot be replaced: ${trouble}. Restore postgres.json there, or set DATABASE_URL.`,
    );
  }
  await writeCredentials(place.dataDir, credentials);
}
