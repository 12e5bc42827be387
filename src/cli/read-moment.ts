import { UsageError } from "./command.ts";

const DAY_MS = 86_400_000;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** "2026-11-01T00:00Z", or "2026-11-01" for the beginning of that day in UTC. @throws UsageError */
export function readMoment(flag: string, text: string): Date {
  const moment = new Date(text);
  const isDay = DATE.test(text);
  // The 31st of a month of 30 days is read as the 1st of the next.
  const isReal = isDay ? isSameDay(moment, text) : INSTANT.test(text) && !Number.isNaN(moment.getTime());
  if (!isReal) throw new UsageError(`--${flag} must be a date like 2026-11-01 or a moment like 2026-11-01T00:00Z.`);
  return moment;
}

/** Like readMoment, but a day counts whole: "2026-12-31" is the midnight after it, UTC. @throws UsageError */
export function readEnd(flag: string, text: string): Date {
  const moment = readMoment(flag, text);
  return DATE.test(text) ? new Date(moment.getTime() + DAY_MS) : moment;
}

/** A number of whole days. @throws UsageError */
export function readDays(flag: string, text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new UsageError(`--${flag} must be a number of days, like 30.`);
  return Number(text);
}

/** The midnight (UTC) after so many whole days from `now`: the same for whoever asks twice on one day. */
export function midnightAfter(days: number, now: Date): Date {
  return new Date((Math.floor(now.getTime() / DAY_MS) + days + 1) * DAY_MS);
}

function isSameDay(moment: Date, text: string): boolean {
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
}
