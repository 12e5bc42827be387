import type { Run } from "../runs/alternate-runs.ts";
import { type Spread, spreadOf } from "./summarize.ts";

export type Comparison = Readonly<{
  title: string;
  rows: readonly { name: string; runs: readonly Run[] }[];
  ratios: readonly Ratio[];
}>;

/** Taken round by round, as answers a second; an aim is judged by the median. */
type Ratio = Readonly<{
  name: string;
  of: readonly Run[];
  to: readonly Run[];
  /** What is counted of `of` instead of its answers. */
  rate?: (run: Run) => number;
  aim?: number;
}>;

const NAME_WIDTH = 38;
const WIDTHS = [25, 9, 9, 9, 15];

/** The table of one benchmark. */
export function printComparison({ title, rows, ratios }: Comparison, connections: number): void {
  console.log(`\n${title}, ${connections} connections`);
  printLine("medians of the rounds", ["per second (min to max)", "p50 ms", "p99 ms", "errors", "server µs CPU"]);
  for (const { name, runs } of rows) printLine(name, columnsOf(runs));
  for (const { name, runs } of rows) for (const line of extrasOf(runs)) console.log(`  ${name}: ${line}`);
  console.log();
  for (const ratio of ratios) console.log(`  ${ratio.name.padEnd(NAME_WIDTH)}${describeRatio(ratio)}`);
}

function describeRatio({ of, to, rate = (run) => run.perSecond, aim }: Ratio): string {
  const spread = spreadOf(of.map((run, round) => rate(run) / (to[round]?.perSecond ?? Number.NaN)));
  if (aim === undefined) return describeSpread(spread, 2);
  return `${describeSpread(spread, 2)}   aim ${aim}: ${spread.median >= aim ? "reached" : "not reached"}`;
}

function columnsOf(runs: readonly Run[]): string[] {
  const median = (pick: (run: Run) => number) => spreadOf(runs.map(pick)).median;
  return [
    describeSpread(spreadOf(runs.map((run) => run.perSecond)), 0),
    median((run) => run.p50).toFixed(1),
    median((run) => run.p99).toFixed(1),
    String(runs.reduce((sum, run) => sum + run.errors, 0)),
    median((run) => run.cpuPerRequest).toFixed(0),
  ];
}

function extrasOf(runs: readonly Run[]): string[] {
  const names = new Set(runs.flatMap((run) => Object.keys(run.extras)));
  return [...names].map((name) => `${name} ${describeSpread(spreadOf(runs.map((run) => run.extras[name] ?? 0)), 0)}`);
}

function describeSpread({ min, median, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)} to ${max.toFixed(digits)})`;
}

function printLine(name: string, columns: readonly string[]): void {
  const cells = columns.map((column, index) => column.padStart(WIDTHS[index] ?? 0));
  console.log(`  ${name.padEnd(NAME_WIDTH)}${cells.join("")}`);
}
