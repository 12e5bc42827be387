import type { Fired } from "../load/fire-requests.ts";
import type { Supply } from "../load/make-requests.ts";
import type { ServerCalls } from "../servers/server-calls.ts";
import type { Workbench } from "../workbench/open-workbench.ts";
import type { Child } from "../workbench/start-child.ts";

/** How long, how often and over how many connections at once. */
export type Scale = Readonly<{ seconds: number; rounds: number; connections: number }>;

/** Extra numbers of a run, by name. */
export type Extras = Readonly<Record<string, number>>;

/** One of the things compared. */
export type Target = Readonly<{
  name: string;
  /** Targets of one stream are sent the same requests in a round. Without it, a target has requests of its own. */
  stream?: string;
  server: Child<ServerCalls>;
  /** A pattern of the answers that count. */
  expected: string;
  supply(series: string, count: number): Supply;
  /** Makes what the requests need. Not measured. */
  seed(series: string, count: number): Promise<void>;
  /** Throws unless the databases hold exactly what was answered; then takes away what would go on in the background. */
  check(series: string, fired: Fired): Promise<Extras>;
}>;

export type Run = Readonly<{
  perSecond: number;
  p50: number;
  p99: number;
  errors: number;
  /** Processor time of the server process, without PostgreSQL's. */
  cpuPerRequest: number;
  extras: Extras;
}>;

/** How many requests a second the first supply is enough for; later ones follow what was seen. */
const FIRST_GUESS = 4_000;

/**
 * Measures the targets in turns, so that whatever else the machine does meets all of them alike: one warm-up each,
 * then the rounds, every other one in reverse order.
 * @returns the runs of each target, in the order of the rounds
 */
export async function alternateRuns(bench: Workbench, targets: readonly Target[], scale: Scale): Promise<Run[][]> {
  const runs = targets.map((): Run[] => []);
  const guesses = targets.map(() => FIRST_GUESS);
  for (let round = 0; round <= scale.rounds; round++) {
    const turns = [...targets.entries()];
    if (round % 2 === 0) turns.reverse();
    for (const [index, target] of turns) {
      const count = Math.ceil((guesses[index] ?? FIRST_GUESS) * scale.seconds * 1.5);
      const run = await measure(bench, target, `${target.stream ?? target.name}-${round}`, count, scale);
      guesses[index] = Math.max(run.perSecond, 500);
      console.log(`  ${round === 0 ? "warm-up" : `round ${round}`}  ${target.name}: ${run.perSecond.toFixed(0)}/s`);
      if (round > 0) runs[index]?.push(run);
    }
  }
  return runs;
}

async function measure(
  { load }: Workbench,
  target: Target,
  series: string,
  count: number,
  { seconds, connections }: Scale,
): Promise<Run> {
  await target.seed(series, count);
  await load.call("prepare", target.supply(series, count));
  const port = await target.server.call("port");
  const cpuBefore = await target.server.call("cpu");
  const fired = await load.call("fire", { port, connections, seconds, expected: target.expected });
  const cpu = (await target.server.call("cpu")) - cpuBefore;
  for (const [reason, times] of Object.entries(fired.reasons)) console.log(`    ${times} failed: ${reason}`);
  const answered = fired.sent - fired.failed.length;
  return {
    perSecond: answered / fired.seconds,
    p50: fired.p50,
    p99: fired.p99,
    errors: fired.failed.length,
    cpuPerRequest: cpu / Math.max(answered, 1),
    extras: await target.check(series, fired),
  };
}
