import type { Binaries } from "./find-binaries.ts";
import { type Outcome, type RunAs, runCommand } from "./run-command.ts";

/** Runs statements, each on one line, on a cluster that no server uses. Returns what went wrong, if anything did. */
export async function runStatements(
  clusterDir: string,
  statements: readonly string[],
  binaries: Binaries,
  runAs: RunAs | undefined,
): Promise<string | undefined> {
  const outcome = await runCommand([binaries.postgres, "--single", "-D", clusterDir, "postgres"], {
    runAs,
    libraryPath: binaries.libraryPath,
    input: statements.map((statement) => `${statement}\n`).join(""),
  });
  // In this mode a failed statement does not change the exit code.
  const failed = outcome.code !== 0 || /\b(ERROR|FATAL|PANIC):/.test(outcome.output);
  return failed ? summarize(outcome) : undefined;
}

/** The line of a program's output that says why it failed. */
export function summarize(outcome: Outcome): string {
  const lines = outcome.output.split("\n").filter((line) => line.trim() !== "");
  const telling = lines.find((line) => /error|fatal|panic|denied|cannot|could not/i.test(line));
  return (telling ?? lines.at(-1) ?? `code ${outcome.code}`).trim();
}
