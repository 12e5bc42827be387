import { spawn } from "node:child_process";

export type Outcome = { code: number | null; output: string };

/** Whom a command runs as; `launcher` is put in front of the command and its arguments. */
export type RunAs = { uid: number; gid: number; launcher: readonly string[] };

/** The environment of the database programs: none of our secrets, and messages in one language. */
export function plainEnv(libraryPath: string | undefined): NodeJS.ProcessEnv {
  const path = process.env.PATH ?? "/usr/bin:/bin";
  return { PATH: path, LC_ALL: "C", ...(libraryPath === undefined ? {} : { LD_LIBRARY_PATH: libraryPath }) };
}

/** The command line and spawn options that make a program run as that user. */
export function asUser(command: readonly string[], runAs: RunAs | undefined) {
  const [file = "", ...args] = [...(runAs?.launcher ?? []), ...command];
  // A launcher changes the user itself, because it needs root's rights until then.
  const user = runAs === undefined || runAs.launcher.length > 0 ? {} : { uid: runAs.uid, gid: runAs.gid };
  return { file, args, options: { cwd: "/", ...user } };
}

/** Runs a program to its end and returns all it said. A program that cannot be started has the code null. */
export function runCommand(
  command: readonly string[],
  how: { runAs?: RunAs | undefined; libraryPath?: string | undefined; input?: string } = {},
): Promise<Outcome> {
  const { file, args, options } = asUser(command, how.runAs);
  return new Promise((resolve) => {
    const child = spawn(file, args, { ...options, env: plainEnv(how.libraryPath), stdio: "pipe" });
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk.toString("utf8");
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.stdin.on("error", () => {});
    child.on("error", (error) => resolve({ code: null, output: error.message }));
    child.on("close", (code) => resolve({ code, output }));
    child.stdin.end(how.input ?? "");
  });
}
