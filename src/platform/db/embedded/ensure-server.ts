import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { DatabaseStartError } from "../database-start-error.ts";
import type { Progress } from "../progress.ts";
import { chooseBinaries } from "./choose-binaries.ts";
import { chooseUser } from "./choose-user.ts";
import { createCluster, removeUnfinished } from "./create-cluster.ts";
import { findProcessesIn, findRunningServer, type RunningServer } from "./find-running-server.ts";
import { inspectCluster } from "./inspect-cluster.ts";
import {
  appRole,
  type Credentials,
  databaseName,
  readCredentials,
  urlOf,
  writeCredentials,
} from "./keep-credentials.ts";
import { launchServer } from "./launch-server.ts";
import { nameHost } from "./name-host.ts";
import { resetPassword } from "./reset-password.ts";

export type Place = {
  dataDir: string;
  clusterDir: string;
  /** The data directory as the operator wrote it. */
  shownDir: string;
  settings: Readonly<Record<string, string>>;
  progress: Progress;
};

export type Running = { server: RunningServer; credentials: Credentials };

/**
 * Returns the server of the data directory: the one that runs, or one started now. With `keepPort` it must come up
 * on the port it had. The caller holds the start lock.
 */
export async function ensureServer(place: Place, how: { othersUseIt: boolean; keepPort?: boolean }): Promise<Running> {
  const credentials = await readCredentials(place.dataDir);
  if (how.othersUseIt) refuseOtherHost(place, credentials);
  const server = await settle(place.clusterDir);
  if (server === undefined) return start(place, credentials, how.keepPort ?? false);
  if (!how.othersUseIt) place.progress(`Taking over the database server left running in ${place.shownDir}`);
  return joinServer(place, server, credentials);
}

/** Locks reach across containers, process ids and ports do not: there, the running server could not be seen. */
function refuseOtherHost(place: Place, credentials: Credentials | undefined): void {
  if (credentials?.host === undefined || credentials.host === nameHost()) return;
  throw new DatabaseStartError(
    `The database in ${place.shownDir} is in use by a process in another container or machine: stop that one, or give both the same DATABASE_URL.`,
  );
}

/** The running server once it has finished starting or stopping; undefined when there is none any more. */
async function settle(clusterDir: string): Promise<RunningServer | undefined> {
  const giveUpAt = Date.now() + 60_000;
  for (;;) {
    const server = await findRunningServer(clusterDir);
    if (server === undefined || server.state === "ready" || Date.now() > giveUpAt) return server;
    await sleep(20);
  }
}

async function joinServer(place: Place, server: RunningServer, known: Credentials | undefined): Promise<Running> {
  const credentials = known === undefined ? undefined : { ...known, port: server.port };
  const refusal = credentials === undefined ? "its password is lost" : await tryLogin(credentials);
  if (credentials !== undefined && refusal === undefined) return { server, credentials };
  throw new DatabaseStartError(
    `The database server already running in ${place.shownDir} (process ${server.pid}) does not let us in: ${refusal}. Stop that process and start again.`,
  );
}

async function tryLogin(credentials: Credentials): Promise<string | undefined> {
  const connectionString = urlOf(appRole, databaseName, credentials);
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5000 });
  client.on("error", () => {});
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await client.end().catch(() => {});
  }
}

async function start(place: Place, known: Credentials | undefined, keepPort: boolean): Promise<Running> {
  const { clusterDir, dataDir, shownDir, progress } = place;
  await removeUnfinished(dataDir);
  const cluster = await inspectCluster(clusterDir, shownDir);
  const binaries = await chooseBinaries(dataDir, shownDir, cluster?.major);
  const runAs = await chooseUser(clusterDir, binaries);
  if (cluster === undefined) {
    progress(`Creating the database in ${shownDir} (first start)`);
    await createCluster(clusterDir, binaries, runAs);
  } else {
    progress(`Starting the database in ${shownDir}`);
    await cluster.mendOwner(runAs);
    await clearRemains(clusterDir);
    if (known === undefined) await resetPassword(place, binaries, runAs);
  }
  const credentials = await readCredentials(dataDir);
  if (credentials === undefined) throw new DatabaseStartError(`Cannot read ${join(dataDir, "postgres.json")}.`);
  const order = { clusterDir, binaries, runAs, port: credentials.port, keepPort, settings: place.settings, progress };
  const server = await launchServer(order);
  const current = { ...credentials, port: server.port, host: nameHost() };
  if (current.port !== credentials.port || current.host !== credentials.host) await writeCredentials(dataDir, current);
  return { server, credentials: current };
}

/**
 * After a crash: waits for the last processes of the former server, then removes its postmaster.pid, in which the
 * process id may by now be somebody else's. While any may be left the file stays, and PostgreSQL itself decides.
 */
async function clearRemains(clusterDir: string): Promise<void> {
  const remains = join(clusterDir, "postmaster.pid");
  if (process.platform !== "linux" || !existsSync(remains)) return;
  const giveUpAt = Date.now() + 5000;
  for (;;) {
    const { pids, unsure } = await findProcessesIn(clusterDir);
    if (unsure || Date.now() > giveUpAt) return;
    if (pids.length === 0) break;
    await sleep(50);
  }
  await rm(remains, { force: true });
}
