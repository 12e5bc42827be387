import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { z } from "zod";

export type Counts = Readonly<{ passed: number; failed: number; failures: readonly string[] }>;

/** Runs one suite and reads its report. A suite that ran nothing, or could not tell, counts as one failure. */
export async function runSuite(input: {
  name: string;
  args: readonly string[];
  env?: Record<string, string>;
  report: string;
}): Promise<Counts> {
  console.log(`\n== ${input.name}`);
  const child = spawn(process.execPath, input.args, { stdio: "inherit", env: { ...process.env, ...input.env } });
  const [status] = (await once(child, "exit")) as [number | null];
  const counts = await readReport(input.report);
  if (counts.passed + counts.failed === 0) return { passed: 0, failed: 1, failures: [`${input.name}: ran no test`] };
  if (status === 0 || counts.failed > 0) return counts;
  return { ...counts, failed: 1, failures: [`${input.name}: ended with status ${status}`] };
}

const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
});

const PlaywrightSuite = z.object({
  title: z.string(),
  specs: z
    .array(z.object({ title: z.string(), ok: z.boolean(), tests: z.array(z.object({ status: z.string() })) }))
    .default([]),
  get suites(): z.ZodOptional<z.ZodArray<typeof PlaywrightSuite>> {
    return z.array(PlaywrightSuite).optional();
  },
});
const PlaywrightReport = z.object({ suites: z.array(PlaywrightSuite) });

async function readReport(path: string): Promise<Counts> {
  const report: unknown = await readFile(path, "utf8").then(JSON.parse, () => undefined);
  const unit = VitestReport.safeParse(report);
  if (unit.success) return countUnit(unit.data);
  const journeys = PlaywrightReport.safeParse(report);
  return journeys.success ? countJourneys(journeys.data.suites) : { passed: 0, failed: 0, failures: [] };
}

function countUnit(report: z.infer<typeof VitestReport>): Counts {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const failures = tests.filter((test) => test.status === "failed").map((test) => test.fullName);
  // A file that could not even be loaded has no tests to count.
  const broken = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    failures: [...failures, ...broken.map((file) => file.name)],
  };
}

function countJourneys(suites: readonly z.infer<typeof PlaywrightSuite>[]): Counts {
  const specs = suites.flatMap(function all(suite): z.infer<typeof PlaywrightSuite>["specs"] {
    return [...suite.specs, ...(suite.suites ?? []).flatMap(all)];
  });
  const failures = specs.filter((spec) => !spec.ok).map((spec) => spec.title);
  return { passed: specs.length - failures.length, failed: failures.length, failures };
}
