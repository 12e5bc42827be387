import type { Money } from "../../contract/index.ts";

const instant = new Intl.DateTimeFormat("en-US", {
  weekday: "long",
  year: "numeric",
  month: "long",
  day: "numeric",
  hour: "numeric",
  minute: "2-digit",
  timeZone: "UTC",
  timeZoneName: "short",
});

/** "Monday, November 30, 2026 at 9:30 AM UTC": a mail doesn't know where its reader is, so it names the zone. */
export function formatInstant(iso: string): string {
  return plainSpaces(instant.format(new Date(iso)));
}

/** "$19.00", "¥1,900". */
export function formatMoney({ amount, currency }: Money): string {
  const format = new Intl.NumberFormat("en-US", { style: "currency", currency: currency.toUpperCase() });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return plainSpaces(format.format(amount / 10 ** digits));
}

/** Some mail programs show the narrow space before AM, which Intl writes, as a box. */
function plainSpaces(text: string): string {
  return text.replaceAll(/[\u00a0\u202f]/g, " ");
}
