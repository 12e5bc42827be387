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
  if (!(await worksIn(pid, clusterDir, lines[1] ?? ""))) return undefined;
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
 * no other server may start before they are gone.
 */
export async function findProcessesIn(clusterDir: string): Promise<number[]> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
  const inside = await Promise.all(pids.map((pid) => worksIn(pid, clusterDir, undefined)));
  return pids.filter((_, index) => inside[index]);
}

/**
 * PostgreSQL's processes have the cluster as their working directory. Where the kernel does not show it (another
 * user's process, seen by a root without all of its rights, as in a container), name and owner must do, and where
 * there is no /proc, what the server itself stated.
 */
async function worksIn(pid: number, clusterDir: string, statedDir: string | undefined): Promise<boolean> {
  const place = await stat(clusterDir).catch(() => undefined);
  if (place === undefined) return false;
  try {
    const working = await stat(`/proc/${pid}/cwd`);
    return working.ino === place.ino && working.dev === place.dev;
  } catch (error) {
    const isStated = statedDir === undefined || statedDir === clusterDir;
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EACCES" || code === "EPERM") return isStated && (await isServerOf(pid, place.uid));
    return process.platform !== "linux" && isStated;
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
