import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "./find-running-server.ts";

/** Stops the server the orderly way; one that does not follow within 20 s is made to, which costs it a recovery. */
export async function stopServer(pid: number): Promise<void> {
  for (const [signal, seconds] of [
    ["SIGINT", 20],
    ["SIGQUIT", 10],
  ] as const) {
    if (!send(pid, signal) || (await isGone(pid, seconds))) return;
  }
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** Waits until the process is gone; returns whether it is. */
export async function isGone(pid: number, seconds: number): Promise<boolean> {
  const giveUpAt = Date.now() + seconds * 1000;
  while (isAlive(pid)) {
    if (Date.now() > giveUpAt) return false;
    await sleep(10);
  }
  return true;
}
