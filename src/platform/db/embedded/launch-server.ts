import { spawn } from "node:child_process";
import { open, readFile, rename, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseStartError } from "../database-start-error.ts";
import type { Progress } from "../progress.ts";
import type { Binaries } from "./find-binaries.ts";
import { findRunningServer, type RunningServer } from "./find-running-server.ts";
import { asUser, plainEnv, type RunAs } from "./run-command.ts";

const logLimit = 5_000_000;
const secondsToRecover = 300;

export type LaunchOrder = {
  clusterDir: string;
  binaries: Binaries;
  runAs: RunAs | undefined;
  /** Tried first: a URL given to others stays true. */
  port: number | undefined;
  /** Fail rather than take another port. */
  keepPort: boolean;
  settings: Readonly<Record<string, string>>;
  progress: Progress;
};

/** Starts a server on the cluster and waits until it accepts connections. The caller holds the start lock. */
export async function launchServer(order: LaunchOrder): Promise<RunningServer> {
  let port = order.port ?? (await freePort());
  for (let attempt = 1; ; attempt += 1) {
    const launched = await launchOn(port, order);
    if (launched.server !== undefined) return launched.server;
    const { reason } = launched;
    // Somebody else may have taken the port since we looked.
    const mayMove = reason.includes("could not bind") && !order.keepPort;
    // The last processes of a killed server are about to notice that it is gone.
    const mayWait = reason.includes("pre-existing shared memory");
    if (attempt === 20 || !(mayMove || mayWait)) throw explain(reason, order);
    if (mayMove) port = await freePort();
    else await sleep(250);
  }
}

type Launch = { server: RunningServer; reason?: never } | { server?: never; reason: string };

async function launchOn(port: number, order: LaunchOrder): Promise<Launch> {
  const logPath = join(dirname(order.clusterDir), "postgres.log");
  const log = await openLog(logPath);
  const { size: logStart } = await log.stat();
  const { file, args, options } = asUser(commandLine(port, order), order.runAs);
  const env = plainEnv(order.binaries.libraryPath);
  // A process group of its own: Ctrl-C is for us, and we stop the server when our requests are done.
  const child = spawn(file, args, { ...options, env, detached: true, stdio: ["ignore", log.fd, log.fd] });
  let ended: string | undefined;
  child.on("error", (error) => {
    ended = error.message;
  });
  child.on("exit", (code, signal) => {
    ended ??= `it ended with ${signal ?? code}`;
  });
  child.unref();
  await log.close();

  const server = await waitUntilReady(order, () => ended !== undefined);
  if (server !== undefined) return { server };
  if (ended === undefined) child.kill("SIGQUIT");
  return { reason: (await readReason(logPath, logStart)) ?? ended ?? "it did not become ready" };
}

function commandLine(port: number, order: LaunchOrder): string[] {
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    port: String(port),
    max_connections: "100",
    shared_buffers: "128MB",
    timezone: "UTC",
    log_timezone: "UTC",
    log_checkpoints: "off",
    logging_collector: "off",
    ...order.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return [order.binaries.postgres, "-D", order.clusterDir, ...flags];
}

/** The server writes "ready" into its own file; reading that asks nothing of a server that is busy recovering. */
async function waitUntilReady(order: LaunchOrder, hasEnded: () => boolean): Promise<RunningServer | undefined> {
  const startedAt = Date.now();
  let tellAt = startedAt + 5000;
  while (!hasEnded() && Date.now() - startedAt < secondsToRecover * 1000) {
    const server = await findRunningServer(order.clusterDir);
    if (server?.state === "ready") return server;
    if (Date.now() > tellAt) {
      order.progress("The database is still starting (it recovers after an unclean stop)");
      tellAt += 5000;
    }
    await sleep(10);
  }
  return undefined;
}

/** Appends; a log that has grown large is set aside, replacing the one before it. */
async function openLog(path: string) {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  if (size > logLimit) await rename(path, `${path}.1`);
  return open(path, "a", 0o600);
}

async function readReason(logPath: string, from: number): Promise<string | undefined> {
  const text = (await readFile(logPath)).subarray(from).toString("utf8");
  const lines = text.split("\n").filter((line) => /\b(LOG|WARNING|FATAL|PANIC|ERROR):|error|denied/.test(line));
  const bind = lines.find((line) => line.includes("could not bind"));
  const worst = lines.find((line) => /\b(FATAL|PANIC):/.test(line)) ?? lines.at(-1);
  return (bind ?? worst)?.replace(/^.*?(?:LOG|WARNING|FATAL|PANIC|ERROR): +/, "");
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

function explain(reason: string, order: LaunchOrder): DatabaseStartError {
  const log = join(dirname(order.clusterDir), "postgres.log");
  return new DatabaseStartError(
    `The database in ${order.clusterDir} does not start: ${reason}. Mend that (details in ${log}), restore a backup, or set DATABASE_URL.`,
  );
}
