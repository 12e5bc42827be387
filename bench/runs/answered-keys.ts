import { makeKey } from "../fixtures/fixture-ids.ts";
import type { Fired } from "../load/fire-requests.ts";

/** The keys of the requests that were answered as expected. */
export function answeredKeys(series: string, fired: Fired): string[] {
  return answeredNumbers(fired).map((n) => makeKey(series, n));
}

/** Which of the requests, counted from 0, were answered as expected. */
export function answeredNumbers({ sent, failed }: Fired): number[] {
  const without = new Set(failed);
  return Array.from({ length: sent }, (_, n) => n).filter((n) => !without.has(n));
}

/** @throws Error when what was counted in SQL is not what was answered */
export function mustBe(what: string, counted: number | undefined, answered: number): void {
  if (counted !== answered) throw new Error(`${what}: ${counted} in the database, ${answered} answered`);
}
