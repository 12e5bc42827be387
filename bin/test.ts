/**
 * `npm test`: unit and HTTP tests, then journeys in a real Chromium. Ends with the line `N passed, N failed`; fails
 * when one failed, and when nothing ran.
 */
import { rm } from "node:fs/promises";
import { ensureChromium } from "./test/ensure-chromium.ts";
import { type Counts, runSuite } from "./test/run-suite.ts";

const RESULTS = "test-results";

await rm(RESULTS, { recursive: true, force: true });
const suites: Counts[] = [];

suites.push(
  await runSuite({
    name: "unit and HTTP tests",
    args: [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${RESULTS}/unit.json`,
    ],
    report: `${RESULTS}/unit.json`,
  }),
);

const chromium = ensureChromium();
if (chromium.path !== null) {
  suites.push(
    await runSuite({
      name: "journeys in Chromium",
      args: ["node_modules/@playwright/test/cli.js", "test", "--reporter=list,json"],
      env: { CHROMIUM_PATH: chromium.path, PLAYWRIGHT_JSON_OUTPUT_NAME: `${RESULTS}/journeys.json` },
      report: `${RESULTS}/journeys.json`,
    }),
  );
}

const passed = suites.reduce((sum, suite) => sum + suite.passed, 0);
const failed = suites.reduce((sum, suite) => sum + suite.failed, 0);
const failures = suites.flatMap((suite) => suite.failures);
for (const failure of failures) console.log(`FAILED ${failure}`);
if (chromium.path === null) console.log(`SKIPPED journeys in Chromium: ${chromium.mend}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && suites.every((suite) => suite.passed > 0) ? 0 : 1);
