import { readFileSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

export type ServerState = "starting" | "ready" | "stopping" | "unknown";

/** The server that runs on a cluster, as its own file postmaster.pid tells. */
export type RunningServer = { pid: number; port: number; state: ServerState };

/** The live server of this very cluster, if there is one: neither a stale file nor a copied directory counts. */
export async function findRunningServer(clusterDir: string): Promise<RunningServer | undefined> {
  const text = await readFile(join(clusterDir, "postmaster.pid"), "utf8").catch(() => "");
  const lines = text.split("\n").map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return undefined;
  const isOurs = await worksIn(pid, clusterDir);
  // In doubt the directory it stated itself decides; a copied directory names the original.
  if (isOurs === false || (isOurs === "perhaps" && lines[1] !== clusterDir)) return undefined;
  return { pid, port: Number(lines[3]), state: stateFrom(lines[7]) };
}

/** Whether such a process runs; one that we may not signal does, too. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return !isZombie(pid);
}

/** A server whose first parent was killed may end under one that never collects its children. */
function isZombie(pid: number): boolean {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")")).startsWith(") Z");
  } catch {
    return false;
  }
}

/**
 * Processes that still work in the cluster. When a postmaster is killed, its children need a moment to notice, and
 * no other server may start before they are gone. `unsure` is whether there are some that we may not look at.
 */
export async function findProcessesIn(clusterDir: string): Promise<{ pids: number[]; unsure: boolean }> {
  const all = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(all.map((pid) => worksIn(pid, clusterDir)));
  return { pids: all.filter((_, index) => found[index] === true), unsure: found.includes("perhaps") };
}

/**
 * PostgreSQL's processes have the cluster as their working directory. Where the kernel does not show it (another
 * user's process, seen by a root without all of its rights, as in a container), name and owner must do.
 */
async function worksIn(pid: number, clusterDir: string): Promise<boolean | "perhaps"> {
  const place = await stat(clusterDir).catch(() => undefined);
  if (place === undefined) return false;
  try {
    const working = await stat(`/proc/${pid}/cwd`);
    return working.ino === place.ino && working.dev === place.dev;
  } catch (error) {
    if (process.platform !== "linux") return "perhaps";
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const isHidden = code === "EACCES" || code === "EPERM";
    return isHidden && (await isServerOf(pid, place.uid)) ? "perhaps" : false;
  }
}

async function isServerOf(pid: number, uid: number): Promise<boolean> {
  const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
  const owner = await stat(`/proc/${pid}`).catch(() => undefined);
  return name.trim() === "postgres" && owner?.uid === uid;
}

function stateFrom(line: string | undefined): ServerState {
  return line === "ready" || line === "starting" || line === "stopping" ? line : "unknown";
}
