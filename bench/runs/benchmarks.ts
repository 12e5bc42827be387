import type { Comparison } from "../report/print-comparison.ts";
import type { Workbench } from "../workbench/open-workbench.ts";
import type { Scale } from "./alternate-runs.ts";
import { compareCheckout } from "./compare-checkout.ts";
import { compareSyncEngine } from "./compare-sync-engine.ts";
import { compareWebhooks } from "./compare-webhooks.ts";

export type Benchmark = Readonly<{
  compare(bench: Workbench, scale: Scale): Promise<Comparison>;
  /** Unless the command line says otherwise. */
  connections: number;
  /** Runs only when it is named. */
  onlyNamed?: boolean;
}>;

/** What can be run, by name, in this order. */
export const BENCHMARKS: ReadonlyMap<string, Benchmark> = new Map<string, Benchmark>([
  ["checkout", { compare: compareCheckout, connections: 16 }],
  ["webhooks", { compare: compareWebhooks, connections: 16 }],
  // It installs packages.
  ["sync-engine", { compare: compareSyncEngine, connections: 64, onlyNamed: true }],
]);
