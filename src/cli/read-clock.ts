import { z } from "zod";
import { type Clock, systemClock } from "../platform/clock/index.ts";

const PATIENCE_MS = 2_000;
const Answer = z.object({ offset_seconds: z.number() });

/**
 * The clock that the server goes by: as far ahead as the local Stripe's was moved, which is asked once; else the
 * system's. A double that can't be asked, or has no clock to move, is at the system's time.
 * @param double origin of a local Stripe; undefined for the real one
 */
export async function readClock(double: string | undefined): Promise<Clock> {
  if (double === undefined) return systemClock;
  const ahead = await askAhead(double);
  return () => new Date(systemClock().getTime() + ahead);
}

async function askAhead(origin: string): Promise<number> {
  try {
    const answer = await fetch(`${origin}/_sandbox/clock`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const parsed = Answer.safeParse(await answer.json());
    return parsed.success ? parsed.data.offset_seconds * 1000 : 0;
  } catch {
    // Not running: the first call to Stripe says so, if there is one.
    return 0;
  }
}
