import type { Job } from "../jobs/index.ts";
import { type Clock, systemClock } from "./index.ts";

const EVERY_MS = 500;
const PATIENCE_MS = 2_000;

/**
 * A clock that goes as far ahead as the local Stripe's does: when somebody lets a week pass there, it has passed here
 * too, and a renewal or the end of a grace can be watched. While the other can't be asked, it keeps its distance.
 * @param origin of the local Stripe, whose `/_sandbox/clock` tells how far it was moved
 */
export function followClock(origin: string): { clock: Clock } & Job {
  let aheadMs = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let asking = Promise.resolve();

  async function ask(): Promise<void> {
    try {
      const answer = await fetch(`${origin}/_sandbox/clock`, { signal: AbortSignal.timeout(PATIENCE_MS) });
      const { offset_seconds: seconds } = (await answer.json()) as { offset_seconds: unknown };
      if (typeof seconds === "number") aheadMs = seconds * 1000;
    } catch {
      // Not there for a moment, or another double without a clock to move: time goes on as it did.
    }
    if (!stopped) timer = setTimeout(start, EVERY_MS).unref();
  }

  function start(): void {
    asking = ask();
  }

  start();
  return {
    clock: () => new Date(systemClock().getTime() + aheadMs),
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await asking;
    },
  };
}
