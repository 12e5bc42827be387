import { mkdir, realpath } from "node:fs/promises";
import { isAbsolute, join, relative } from "node:path";
import { DatabaseStartError } from "../database-start-error.ts";
import type { Progress } from "../progress.ts";
import { ensureServer, type Place } from "./ensure-server.ts";
import { type DirectoryLocks, openDirectoryLocks } from "./hold-directory.ts";
import { adminRole, appRole, databaseName, urlOf } from "./keep-credentials.ts";
import { stopServer } from "./stop-server.ts";
import { watchServer } from "./watch-server.ts";

export type Embedded = {
  url: string;
  /** Logs in as the superuser of the embedded server, for tests that create databases. */
  adminUrl: string;
  /** Lets go of the server; the last process that does so stops it. */
  close(): Promise<void>;
};

/**
 * Brings up the PostgreSQL that lives in the data directory, or joins the one that already runs there, and keeps it
 * running until `close`. There is never a second server on a directory: starting and stopping happen under a lock,
 * and every process that uses the server holds another one, shared.
 */
export async function openEmbedded(input: {
  dataDir: string;
  progress: Progress;
  /** Server settings beside ours; tests only. */
  settings?: Readonly<Record<string, string>>;
}): Promise<Embedded> {
  const dataDir = await makeDataDir(input.dataDir);
  const place: Place = {
    dataDir,
    clusterDir: join(dataDir, "postgres"),
    shownDir: showPath(input.dataDir),
    settings: input.settings ?? {},
    progress: input.progress,
  };
  const locks = openDirectoryLocks(place);
  try {
    const running = await locks.whileStarting(async () => {
      const othersUseIt = locks.isUsedByOthers();
      locks.holdAsUser();
      return ensureServer(place, { othersUseIt });
    });
    const watch = watchServer(place, locks, running.server.pid);
    return {
      url: urlOf(appRole, databaseName, running.credentials),
      adminUrl: urlOf(adminRole, "postgres", running.credentials),
      close: async () => stopIfLast(locks, await watch.stop()),
    };
  } catch (error) {
    locks.close();
    throw error;
  }
}

async function makeDataDir(path: string): Promise<string> {
  try {
    await mkdir(path, { recursive: true });
    return await realpath(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseStartError(`Cannot use the data directory ${showPath(path)}: ${reason}. Set DATA_DIR.`);
  }
}

function showPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") || isAbsolute(short) ? path : `./${short}`;
}

async function stopIfLast(locks: DirectoryLocks, pid: number): Promise<void> {
  try {
    await locks.whileStarting(async () => {
      locks.letGo();
      if (!locks.isUsedByOthers()) await stopServer(pid);
    });
  } finally {
    locks.close();
  }
}
