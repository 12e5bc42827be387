/** How a reader writes dates. `languages` are theirs, the dearest first; `timeZone` is the device's unless given. */
export function createDateFormat(languages: readonly string[], timeZone?: string) {
  // The words around a date are English, so its own are too; the order in it and the clock are the reader's.
  const locale = languages.find((language) => /^en\b/i.test(language)) ?? "en-US";
  const { hourCycle } = new Intl.DateTimeFormat([...languages], { hour: "numeric" }).resolvedOptions();
  const formatter = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, {
      ...options,
      ...(options.hour && hourCycle ? { hourCycle } : {}),
      ...(timeZone ? { timeZone } : {}),
    });
    return (iso: string) => format.format(new Date(iso));
  };
  return {
    day: formatter({ year: "numeric", month: "long", day: "numeric" }),
    weekday: formatter({ weekday: "long", month: "long", day: "numeric" }),
    moment: formatter({ month: "short", day: "numeric", hour: "numeric", minute: "2-digit" }),
    deadline: formatter({ weekday: "long", month: "long", day: "numeric", hour: "numeric", minute: "2-digit" }),
  };
}

const reader = createDateFormat(typeof navigator === "undefined" ? [] : navigator.languages);

/** "December 1, 2026", in the reader's time zone, like all of these. Not for what the server paints: it can't know. */
export const formatDay = reader.day;

/** "Tuesday, December 1": for the days around today. */
export const formatWeekday = reader.weekday;

/** "Dec 1, 9:30 AM". */
export const formatMoment = reader.moment;

/** "Tuesday, December 1 at 9:30 AM": where the hour decides. */
export const formatDeadline = reader.deadline;
