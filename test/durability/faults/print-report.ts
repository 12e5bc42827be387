import type { Books } from "../open-shop.ts";
import { findOurRefunds } from "./find-divergences.ts";
import type { Tally } from "./tally.ts";

export type Report = Readonly<{
  minutes: number;
  seed: number;
  tally: Tally;
  books: Books;
  /** From the end of all trouble until nothing waited any more. */
  secondsToCalm: number;
  /** Sessions at Stripe that we do not know of. Nobody was given them, or they are among the divergences. */
  lostSessions: number;
  /** In words; empty when all is well. */
  divergences: readonly string[];
}>;

/** The figures of a run as a table, then what is wrong. */
export function printReport(report: Report): string {
  const { minutes, seed, tally, books, secondsToCalm, lostSessions, divergences } = report;
  const { deliveries, objects, faults_met: faults } = books;
  const copies = deliveries.length - new Set(deliveries.map(({ event, endpoint }) => `${event} ${endpoint}`)).size;
  const count = (state: string) => deliveries.filter((each) => each.state === state).length;
  const struck = Object.values(faults).reduce((sum, times) => sum + times, 0);
  const rows: [string, string | number][] = [
    ["minutes", `${minutes} (seed ${seed})`],
    ["server killed", `${tally.kills} (and ${tally.failedStarts} starts that failed)`],
    ["PostgreSQL restarted", tally.crashes],
    ["calls of Stripe's API meanwhile", tally.apiCalls],
    ["of these in trouble", `${struck} (${((100 * struck) / tally.apiCalls).toFixed(1)} %)`],
    ...Object.entries(faults).map(([kind, times]): [string, number] => [`  ${kind}`, times]),
    ["events", objects.event.length],
    ["webhooks delivered", count("delivered")],
    ["  duplicated", copies],
    ["  dropped", count("dropped")],
    ["  attempts", deliveries.reduce((sum, { attempts }) => sum + attempts.length, 0)],
    ["students", tally.students],
    ["sessions paid", tally.sessionsPaid],
    ["sessions nobody heard of", lostSessions],
    ["cards declined", tally.declined],
    ["double charges made", tally.doubleCharges],
    ["double charges refunded", findOurRefunds(books).size],
    ["cancels, resumes", `${tally.cancels}, ${tally.resumes}`],
    ["refunds by the operator", tally.refunds],
    ["disputes", tally.disputes],
    ["payment to access", describeWaits(tally.waits)],
    ["time to calm", `${secondsToCalm.toFixed(1)} s`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const table = rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
  return [...table, `divergences: ${divergences.length}`, ...divergences.map((each) => `- ${each}`)].join("\n");
}

function describeWaits(waits: readonly number[]): string {
  const sorted = [...waits].sort((a, b) => a - b);
  const at = (share: number) => `${((sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN) / 1000).toFixed(2)} s`;
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)} (${sorted.length} payments)`;
}
