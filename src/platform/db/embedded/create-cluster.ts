import { chmod, chown, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatabaseStartError } from "../database-start-error.ts";
import type { Binaries } from "./find-binaries.ts";
import { adminRole, appRole, databaseName, newCredentials, syncFolder, writeCredentials } from "./keep-credentials.ts";
import { type RunAs, runCommand } from "./run-command.ts";
import { runStatements, summarize } from "./run-statements.ts";

const unfinished = "postgres.new-";

/**
 * Makes the cluster beside its place and moves it there when all of it is done, so that a start killed in between
 * leaves nothing that looks finished. The caller holds the start lock.
 */
export async function createCluster(clusterDir: string, binaries: Binaries, runAs: RunAs | undefined): Promise<void> {
  const dataDir = dirname(clusterDir);
  const workshop = join(dataDir, `${unfinished}${process.pid}-${Date.now()}`);
  const credentials = newCredentials();
  try {
    await makeFolder(workshop, runAs);
    await initialise(workshop, credentials.password, binaries, runAs);
    await addRoleAndDatabase(workshop, credentials.password, binaries, runAs);
    await writeCredentials(dataDir, credentials);
    await rename(join(workshop, "data"), clusterDir);
    await syncFolder(dataDir);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/** What killed starts left. A program of theirs may still be writing; what it recreates is removed at the next start. */
export async function removeUnfinished(dataDir: string): Promise<void> {
  const names = (await readdir(dataDir)).filter((name) => name.startsWith(unfinished));
  for (const name of names) await rm(join(dataDir, name), { recursive: true, force: true }).catch(() => {});
}

async function makeFolder(path: string, runAs: RunAs | undefined): Promise<void> {
  await mkdir(path, { mode: 0o700 });
  if (runAs !== undefined) await chown(path, runAs.uid, runAs.gid);
}

async function initialise(workshop: string, password: string, binaries: Binaries, runAs: RunAs | undefined) {
  const passwordFile = join(workshop, "password");
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (runAs !== undefined) await chown(passwordFile, runAs.uid, runAs.gid);
  const place = ["--pgdata", join(workshop, "data"), "--username", adminRole, "--pwfile", passwordFile];
  const kind = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"];
  const outcome = await runCommand([binaries.initdb, ...place, ...kind], { runAs, libraryPath: binaries.libraryPath });
  if (outcome.code !== 0) throw refuse(summarize(outcome));
  await chmod(join(workshop, "data"), 0o700);
}

/** The program works as a role that owns its own database and nothing else. */
async function addRoleAndDatabase(workshop: string, password: string, binaries: Binaries, runAs: RunAs | undefined) {
  const statements = [
    `create role ${appRole} login password '${password}'`,
    `create database ${databaseName} owner ${appRole}`,
  ];
  const trouble = await runStatements(join(workshop, "data"), statements, binaries, runAs);
  if (trouble !== undefined) throw refuse(trouble);
}

function refuse(reason: string): DatabaseStartError {
  return new DatabaseStartError(
    `Cannot create the database: ${reason}. Mend that (disk space, permissions), or set DATABASE_URL.`,
  );
}
