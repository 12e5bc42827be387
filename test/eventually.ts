import { setTimeout as pause } from "node:timers/promises";

const PATIENCE_MS = 15_000;

/** Asks again until `check` no longer throws; its last complaint is the failure. */
export async function eventually<T>(check: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(25);
    }
  }
}
