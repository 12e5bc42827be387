import type { Place } from "./ensure-server.ts";
import { ensureServer } from "./ensure-server.ts";
import { isAlive } from "./find-running-server.ts";
import type { DirectoryLocks } from "./hold-directory.ts";

const millisecondsBetween = 250;

/**
 * Starts the server again, on the same port, when it ends while this process uses it (the kernel short of memory, an
 * operator's mistake). The pool then recovers by itself.
 * @returns `stop`, which resolves with the server's process id when no restart is under way any more
 */
export function watchServer(place: Place, locks: DirectoryLocks, firstPid: number): { stop(): Promise<number> } {
  let pid = firstPid;
  let stopped = false;
  let reviving: Promise<void> | undefined;
  const timer = setInterval(() => {
    if (reviving !== undefined || isAlive(pid)) return;
    reviving = revive().finally(() => {
      reviving = undefined;
    });
  }, millisecondsBetween);
  timer.unref();

  async function revive(): Promise<void> {
    try {
      await locks.whileStarting(async () => {
        if (stopped) return;
        place.progress("The database server ended unexpectedly; starting it again");
        ({ pid } = (await ensureServer(place, { othersUseIt: true, keepPort: true })).server);
      });
    } catch (error) {
      place.progress(
        `The database server could not be started again: ${error instanceof Error ? error.message : error}`,
      );
    }
  }

  return {
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await reviving;
      return pid;
    },
  };
}
