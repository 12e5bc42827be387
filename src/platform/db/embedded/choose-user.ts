import { readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { DatabaseStartError } from "../database-start-error.ts";
import type { Binaries } from "./find-binaries.ts";
import { type RunAs, runCommand } from "./run-command.ts";

/**
 * PostgreSQL refuses to run as root. As root we run it as the owner of the cluster that is there, else as the user
 * "postgres" or "nobody". If that user cannot reach the programs or the directory (a checkout below /root), it gets
 * one right more: to pass and read directories.
 * @returns undefined where the present user will do
 */
export async function chooseUser(clusterDir: string, binaries: Binaries): Promise<RunAs | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const user = (await ownerOf(clusterDir)) ?? (await unprivilegedUser());
  const plain = { ...user, launcher: [] };
  if (await canReach(clusterDir, binaries, plain)) return plain;
  // Docker grants root only the second of these, which also permits writing.
  for (const right of ["dac_read_search", "dac_override"]) {
    const privileged = { ...user, launcher: launcherWith(right, user) };
    if (await canReach(clusterDir, binaries, privileged)) return privileged;
  }
  throw new DatabaseStartError(
    `PostgreSQL does not run as root, and user ${user.uid} cannot reach ${dirname(clusterDir)} or ${dirname(binaries.postgres)}: start as an ordinary user, move both out of private directories, or set DATABASE_URL.`,
  );
}

async function ownerOf(path: string): Promise<{ uid: number; gid: number } | undefined> {
  const owner = await stat(path).catch(() => undefined);
  return owner === undefined || owner.uid === 0 ? undefined : { uid: owner.uid, gid: owner.gid };
}

async function unprivilegedUser(): Promise<{ uid: number; gid: number }> {
  const lines = (await readFile("/etc/passwd", "utf8").catch(() => "")).split("\n").map((line) => line.split(":"));
  const entry = lines.find(([name]) => name === "postgres") ?? lines.find(([name]) => name === "nobody");
  return { uid: Number(entry?.[2] ?? 65534), gid: Number(entry?.[3] ?? 65534) };
}

/** Whether that user can run the programs and enter the directory in which the cluster lives. */
async function canReach(clusterDir: string, binaries: Binaries, runAs: RunAs): Promise<boolean> {
  const how = { runAs, libraryPath: binaries.libraryPath };
  const version = await runCommand([binaries.postgres, "--version"], how);
  if (version.code !== 0 || version.output.includes("Permission denied")) return false;
  return (await runCommand(["test", "-x", dirname(clusterDir)], how)).code === 0;
}

/**
 * The right must outlive the change of user ("ambient"), and access(2), with which PostgreSQL looks at its own
 * programs, must count it too ("no_setuid_fixup").
 */
function launcherWith(right: string, user: { uid: number; gid: number }): string[] {
  const ids = ["--reuid", String(user.uid), "--regid", String(user.gid), "--clear-groups"];
  const rights = ["--securebits", "+no_setuid_fixup", "--inh-caps", `+${right}`, "--ambient-caps", `+${right}`];
  return ["setpriv", ...ids, ...rights];
}
