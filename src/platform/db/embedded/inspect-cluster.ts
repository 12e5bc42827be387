import { chmod, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseStartError } from "../database-start-error.ts";
import { type RunAs, runCommand } from "./run-command.ts";

export type Cluster = {
  /** The PostgreSQL release it belongs to. */
  major: number;
  /** Gives it to the user that will run the server, as after a restore by root. */
  mendOwner(runAs: RunAs | undefined): Promise<void>;
};

/** Looks at the cluster before it is started; undefined when there is none yet. */
export async function inspectCluster(clusterDir: string, shownDir: string): Promise<Cluster | undefined> {
  const place = await stat(clusterDir).catch(() => undefined);
  if (place === undefined || (await isEmpty(clusterDir))) return undefined;
  const me = process.getuid?.();
  if (me !== undefined && me !== 0 && me !== place.uid) {
    throw new DatabaseStartError(
      `The database in ${shownDir} belongs to another user (uid ${place.uid}): start as that user, give the directory to this one, or set DATA_DIR.`,
    );
  }
  const major = Number((await readFile(join(clusterDir, "PG_VERSION"), "utf8").catch(() => "")).trim());
  if (!Number.isInteger(major) || major === 0) {
    throw new DatabaseStartError(
      `${join(shownDir, "postgres")} holds no PostgreSQL database: move it away, restore a backup, or set DATA_DIR.`,
    );
  }
  return { major, mendOwner: (runAs) => mendOwner(clusterDir, place, runAs) };
}

/** A file in the place of the directory counts as something foreign. */
async function isEmpty(path: string): Promise<boolean> {
  return (await readdir(path).catch(() => ["?"])).length === 0;
}

async function mendOwner(path: string, place: { uid: number; mode: number }, runAs: RunAs | undefined): Promise<void> {
  if (runAs !== undefined && runAs.uid !== place.uid) {
    await runCommand(["chown", "-R", `${runAs.uid}:${runAs.gid}`, path]);
  }
  // PostgreSQL refuses a directory that others may read.
  if ((place.mode & 0o027) !== 0) await chmod(path, 0o700);
}
