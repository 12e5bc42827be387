import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));

export type CliRun = Readonly<{ code: number; stdout: string; stderr: string }>;

/** Runs a command as an operator does: a process of its own, which knows nothing but these variables. */
export function runCli(env: Readonly<Record<string, string>>, ...args: string[]): Promise<CliRun> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [MAIN, ...args], { env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}
