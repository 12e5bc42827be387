/** `npm run bench`: each benchmark beside its baseline. See README.md. */
import { readOptions } from "./read-options.ts";
import { describeMachine } from "./report/describe-machine.ts";
import { printComparison } from "./report/print-comparison.ts";
import { openWorkbench } from "./workbench/open-workbench.ts";

const stack = new AsyncDisposableStack();
let interrupted = false;

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const opening = openWorkbench(stack, options.profile);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      interrupted = true;
      // What is being opened must be known before it can be closed.
      void opening.catch(() => {}).then(() => stack.disposeAsync().finally(() => process.exit(130)));
    });
  }
  const bench = await opening;
  const { benchmarks, seconds, rounds } = options;
  const print: (() => void)[] = [];
  for (const benchmark of benchmarks) {
    const connections = options.connections ?? benchmark.connections;
    const comparison = await benchmark.compare(bench, { seconds, rounds, connections });
    print.push(() => printComparison(comparison, connections));
  }
  console.log(`\n${describeMachine()}\n${bench.databases.description}`);
  console.log(`${rounds} rounds of ${seconds} s after one warm-up, runs alternating`);
  for (const each of print) each();
}

try {
  await main();
} catch (error) {
  if (!interrupted) console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  if (!interrupted) await stack.disposeAsync();
}
