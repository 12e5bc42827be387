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
  const inside = await Promise.all(pids.map((pid) => worksIn(pid, clusterDir, "")));
  return pids.filter((_, index) => inside[index]);
}

/** PostgreSQL's processes have the cluster as their working directory; without /proc its own word must do. */
async function worksIn(pid: number, clusterDir: string, statedDir: string): Promise<boolean> {
  const place = await stat(clusterDir).catch(() => undefined);
  const working = await stat(`/proc/${pid}/cwd`).catch(() => undefined);
  if (working !== undefined) return working.ino === place?.ino && working.dev === place.dev;
  return process.platform !== "linux" && statedDir === clusterDir;
}

function stateFrom(line: string | undefined): ServerState {
  return line === "ready" || line === "starting" || line === "stopping" ? line : "unknown";
}
