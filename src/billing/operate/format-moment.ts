/** "2026-11-22 15:38:05 UTC": to the second, since events and ends of periods have to be compared. */
export function formatMoment(moment: Date | number | string): string {
  return `${new Date(moment).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
