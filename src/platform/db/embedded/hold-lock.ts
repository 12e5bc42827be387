import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

const sqliteBusy = 5;

/**
 * A lock file that the kernel releases when its holder dies, however it dies: no stale locks, no process ids to
 * compare, and it works between containers that share a directory. Node has no flock, but its SQLite locks files
 * (read transactions share, an exclusive one excludes); nothing is ever stored in it.
 */
export type Lock = {
  tryShared(): boolean;
  tryExclusive(): boolean;
  release(): void;
  close(): void;
};

export function openLock(path: string): Lock {
  const file = new DatabaseSync(path, { timeout: 0 });
  const attempt = (sql: string) => {
    try {
      file.exec(sql);
      return true;
    } catch (error) {
      if (file.isTransaction) file.exec("rollback");
      if (error instanceof Error && "errcode" in error && error.errcode === sqliteBusy) return false;
      throw error;
    }
  };
  return {
    tryShared: () => attempt("begin; select 1 from sqlite_schema"),
    tryExclusive: () => attempt("begin exclusive"),
    release: () => {
      if (file.isTransaction) file.exec("rollback");
    },
    close: () => file.close(),
  };
}

/** Takes the lock alone, waiting for as long as `keepWaiting` says so; returns whether it was taken. */
export async function waitForExclusive(lock: Lock, keepWaiting: () => boolean): Promise<boolean> {
  while (!lock.tryExclusive()) {
    if (!keepWaiting()) return false;
    await sleep(20 + Math.random() * 20);
  }
  return true;
}
