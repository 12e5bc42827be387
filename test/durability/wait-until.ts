import { setTimeout as pause } from "node:timers/promises";

export type Patience = Readonly<{
  seconds: number;
  pauseMs?: number;
  /** True when asking again can't help: the present complaint is the failure. */
  isOver?: () => boolean;
}>;

/** Asks again until `check` no longer throws; its last complaint is the failure when the time is over. */
export async function waitUntil<T>(check: () => Promise<T>, patience: Patience): Promise<T> {
  const { seconds, pauseMs = 100, isOver = () => false } = patience;
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline || isOver()) throw error;
      await pause(pauseMs);
    }
  }
}
