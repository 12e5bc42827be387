import { join } from "node:path";
import { DatabaseStartError } from "../database-start-error.ts";
import { type Lock, openLock, waitForExclusive } from "./hold-lock.ts";

const secondsToWait = 330;

export type DirectoryLocks = {
  /** Runs the work while no other process starts or stops the server. */
  whileStarting<T>(work: () => Promise<T>): Promise<T>;
  /** Says to all others that this process uses the server. */
  holdAsUser(): void;
  letGo(): void;
  /** Only meaningful while this process does not hold it as a user, inside `whileStarting`. */
  isUsedByOthers(): boolean;
  close(): void;
};

/** The two locks of a data directory: one for whoever starts or stops its server, one shared by all its users. */
export function openDirectoryLocks(place: {
  dataDir: string;
  shownDir: string;
  progress: (line: string) => void;
}): DirectoryLocks {
  const start = open(join(place.dataDir, "postgres-start.lock"), place.shownDir);
  const users = open(join(place.dataDir, "postgres-users.lock"), place.shownDir);
  return {
    whileStarting: async (work) => {
      await waitForTurn(start, place);
      try {
        return await work();
      } finally {
        start.release();
      }
    },
    holdAsUser: () => {
      if (!users.tryShared()) throw new DatabaseStartError(`Another program holds the locks in ${place.shownDir}.`);
    },
    letGo: () => users.release(),
    isUsedByOthers: () => {
      const alone = users.tryExclusive();
      if (alone) users.release();
      return !alone;
    },
    close: () => {
      start.close();
      users.close();
    },
  };
}

function open(path: string, shownDir: string): Lock {
  try {
    return openLock(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseStartError(
      `Cannot lock ${path}: ${reason}. Make ${shownDir} writable for this user, or set DATA_DIR to a local disk.`,
    );
  }
}

async function waitForTurn(start: Lock, place: { shownDir: string; progress: (line: string) => void }) {
  const startedAt = Date.now();
  let told = false;
  const taken = await waitForExclusive(start, () => {
    const waited = Date.now() - startedAt;
    if (!told && waited > 500) {
      told = true;
      place.progress(`Waiting for another process that starts or stops the database in ${place.shownDir}`);
    }
    return waited < secondsToWait * 1000;
  });
  if (taken) return;
  throw new DatabaseStartError(
    `Another process has been starting or stopping the database in ${place.shownDir} for ${secondsToWait} s: end that process and start again.`,
  );
}
