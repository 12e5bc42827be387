/** `npm run fault-run -- [--minutes 5] [--seed S]`: fails when the platform and the local Stripe differ afterwards. */
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { printReport } from "./faults/print-report.ts";
import { runFaults } from "./faults/run-faults.ts";

const { values } = parseArgs({ options: { minutes: { type: "string" }, seed: { type: "string" } } });
const minutes = Number(values.minutes ?? 5);
const seed = Number(values.seed ?? randomInt(2 ** 31));
if (!(minutes > 0) || !Number.isInteger(seed)) {
  process.stderr.write("usage: npm run fault-run -- [--minutes 5] [--seed S]\n");
  process.exit(2);
}
const began = Date.now();
const progress = (line: string) => process.stdout.write(`${Math.round((Date.now() - began) / 1000)} s: ${line}\n`);

progress(`seed ${seed}`);
const report = await runFaults({ minutes, seed, crashes: 5, hurry: false, secondsToCalm: 600, progress });
process.stdout.write(`\n${printReport(report)}\n`);
process.exit(report.divergences.length === 0 ? 0 : 1);
