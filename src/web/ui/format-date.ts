const day = new Intl.DateTimeFormat("en-US", { year: "numeric", month: "long", day: "numeric" });
const moment = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" });

/** "December 1, 2026", in the reader's time zone. */
export function formatDay(iso: string): string {
  return day.format(new Date(iso));
}

/** "Dec 1, 9:30 AM", in the reader's time zone. */
export function formatMoment(iso: string): string {
  return moment.format(new Date(iso));
}
