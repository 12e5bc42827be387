import type { Run } from "../runs/alternate-runs.ts";
import { spreadOf } from "./summarize.ts";

export type Comparison = Readonly<{
  title: string;
  rows: readonly { name: string; runs: readonly Run[] }[];
  /** Compared round by round; the aim is judged by the median. */
  ratios: readonly { name: string; of: readonly Run[]; to: readonly Run[]; aim: number }[];
}>;

const WIDTH = 38;

/** The table of one benchmark. */
export function printComparison({ title, rows, ratios }: Comparison): void {
  console.log(`\n${title}`);
  printLine("medians of the rounds", ["per second", "p50 ms", "p99 ms", "errors", "server µs CPU"]);
  for (const { name, runs } of rows) printLine(name, [...columnsOf(runs)]);
  for (const { name, runs } of rows) for (const line of extrasOf(runs)) console.log(`  ${name}: ${line}`);
  console.log();
  for (const { name, of, to, aim } of ratios) {
    const { min, median, max } = spreadOf(of.map((run, round) => run.perSecond / (to[round]?.perSecond ?? Number.NaN)));
    const verdict = median >= aim ? "reached" : "not reached";
    const spread = `${median.toFixed(2)}  (${min.toFixed(2)} to ${max.toFixed(2)})`;
    console.log(`  ${name.padEnd(WIDTH)}${spread}   aim ${aim}: ${verdict}`);
  }
}

function columnsOf(runs: readonly Run[]): string[] {
  const median = (pick: (run: Run) => number) => spreadOf(runs.map(pick)).median;
  return [
    median((run) => run.perSecond).toFixed(0),
    median((run) => run.p50).toFixed(1),
    median((run) => run.p99).toFixed(1),
    String(runs.reduce((sum, run) => sum + run.errors, 0)),
    median((run) => run.cpuPerRequest).toFixed(0),
  ];
}

function extrasOf(runs: readonly Run[]): string[] {
  const names = new Set(runs.flatMap((run) => Object.keys(run.extras)));
  return [...names].map((name) => `${name} ${spreadOf(runs.map((run) => run.extras[name] ?? 0)).median.toFixed(0)}`);
}

function printLine(name: string, columns: readonly string[]): void {
  console.log(`  ${name.padEnd(WIDTH)}${columns.map((column) => column.padStart(15)).join("")}`);
}
