import { randomInt } from "node:crypto";
import { expect, test } from "vitest";
import { printReport } from "./faults/print-report.ts";
import { runFaults } from "./faults/run-faults.ts";

test("Stripe, the server and PostgreSQL fail all the time: afterwards access and money are as Stripe says", {
  timeout: 300_000,
}, async () => {
  const seed = Number(process.env.DURABILITY_SEED ?? randomInt(2 ** 31));
  const run = { minutes: 0.3, seed, crashes: 2, hurry: true, secondsToCalm: 60, progress: () => {} };
  const report = await runFaults(run);
  const { tally, divergences } = report;
  expect(divergences, printReport(report)).toEqual([]);
  expect(tally.crashes).toBe(2);
  expect(tally.kills).toBeGreaterThan(0);
  expect(tally.sessionsPaid).toBeGreaterThan(10);
});
