/** `npm run bench`: each benchmark beside its baseline. See README.md. */
import { readOptions } from "./read-options.ts";
import { describeMachine } from "./report/describe-machine.ts";
import { printComparison } from "./report/print-comparison.ts";
import { compareCheckout } from "./runs/compare-checkout.ts";
import { compareWebhooks } from "./runs/compare-webhooks.ts";
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
  const comparisons = [
    ...(options.checkout ? [await compareCheckout(bench, options)] : []),
    ...(options.webhooks ? [await compareWebhooks(bench, options)] : []),
  ];
  const { seconds, rounds, connections } = options;
  console.log(`\n${describeMachine()}\n${bench.databases.description}`);
  console.log(`${rounds} rounds of ${seconds} s after one warm-up, ${connections} connections, runs alternating`);
  for (const comparison of comparisons) printComparison(comparison);
}

try {
  await main();
} catch (error) {
  if (!interrupted) console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  if (!interrupted) await stack.disposeAsync();
}
