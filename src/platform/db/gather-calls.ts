/**
 * Lets calls that come at the same time share one run: while a run is on its way, the next calls gather for the one
 * after it. Each caller gets the output of its own input, or the failure of its run.
 * @param most inputs in one run
 */
export function gatherCalls<Input, Output>(
  most: number,
  run: (inputs: readonly Input[]) => Promise<readonly Output[]>,
): (input: Input) => Promise<Output> {
  let waiting: Waiting<Input, Output>[] = [];
  let running = false;

  async function runAll(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await runBatch(batch, run);
    }
    running = false;
  }

  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, resolve, reject });
      if (!running) void runAll();
    });
}

type Waiting<Input, Output> = { input: Input; resolve(output: Output): void; reject(error: unknown): void };

/** Settles every caller of the batch; never rejects itself. */
async function runBatch<Input, Output>(
  batch: readonly Waiting<Input, Output>[],
  run: (inputs: readonly Input[]) => Promise<readonly Output[]>,
): Promise<void> {
  try {
    const outputs = await run(batch.map(({ input }) => input));
    if (outputs.length !== batch.length) throw new Error("a gathered run must answer each of its inputs");
    for (const [index, { resolve }] of batch.entries()) resolve(outputs[index] as Output);
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
