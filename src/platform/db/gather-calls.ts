import type { Db } from "./create-db.ts";
import { readSqlState } from "./read-sql-state.ts";

/**
 * Lets calls that come at the same time share one statement: while a run is on its way, the next calls gather for the
 * one after it. Each caller gets the output of its own input, or the failure of its run. An input that the database
 * can't take fails alone.
 * @param most inputs in one run
 * @param run answers each of its inputs, in their order
 */
export function gatherCalls<Input, Output>(
  most: number,
  run: (db: Db, inputs: readonly Input[]) => Promise<readonly Output[]>,
): (db: Db, input: Input) => Promise<Output> {
  const gatherers = new WeakMap<Db, (input: Input) => Promise<Output>>();
  return (db, input) => {
    const known = gatherers.get(db) ?? createGatherer(most, (inputs: readonly Input[]) => run(db, inputs));
    gatherers.set(db, known);
    return known(input);
  };
}

type Run<Input, Output> = (inputs: readonly Input[]) => Promise<readonly Output[]>;
type Waiting<Input, Output> = { input: Input; resolve(output: Output): void; reject(error: unknown): void };

function createGatherer<Input, Output>(most: number, run: Run<Input, Output>): (input: Input) => Promise<Output> {
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

/** Settles every caller of the batch; never rejects itself. */
async function runBatch<Input, Output>(
  batch: readonly Waiting<Input, Output>[],
  run: Run<Input, Output>,
): Promise<void> {
  try {
    const outputs = await run(batch.map(({ input }) => input));
    if (outputs.length !== batch.length) throw new Error("a gathered run must answer each of its inputs");
    for (const [index, { resolve }] of batch.entries()) resolve(outputs[index] as Output);
  } catch (error) {
    if (batch.length > 1 && isAboutData(error)) for (const one of batch) await runBatch([one], run);
    else for (const { reject } of batch) reject(error);
  }
}

/** SQLSTATE classes 21 to 23: the statement was fine, one of its values was not. */
function isAboutData(error: unknown): boolean {
  return /^2[123]/.test(readSqlState(error) ?? "");
}
