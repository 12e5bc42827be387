import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { waitUntil } from "./wait-until.ts";

const fixture = fileURLToPath(new URL("./server.fixture.ts", import.meta.url));
const SECONDS_TO_START = 90;

/** A server process: loaded at first, and serving once `start` has resolved. */
export type ServerProcess = Readonly<{
  url: string;
  /** @returns milliseconds from the spawning to the first 200 of /readyz. */
  start(): Promise<number>;
  /** SIGKILL, at once; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Everything that it has written, JSON lines of the log above all. */
  lines(): readonly string[];
}>;

const alive = new Set<ServerProcess>();

/** For `afterEach`: ends what a failed test left running. */
export async function killServers(): Promise<void> {
  await Promise.all([...alive].map((server) => server.kill()));
}

/** @param env the whole environment of the process; PORT says where it listens. */
export async function spawnServer(env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const born = performance.now();
  const child = spawn(process.execPath, [fixture], { env, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  const exited = once(child, "exit");
  const lines = collectLines(child);
  const url = `http://127.0.0.1:${env.PORT}`;

  const refuseIfGone = () => {
    if (child.exitCode === null && child.signalCode === null) return;
    throw new Error(`the server ended (${child.exitCode ?? child.signalCode}):\n${lines.slice(-20).join("\n")}`);
  };
  const server: ServerProcess = {
    url,
    start: async () => {
      child.send("start");
      const isReady = async () => {
        refuseIfGone();
        const answer = await fetch(`${url}/readyz`);
        if (answer.status !== 200) throw new Error(`/readyz says ${answer.status}: ${await answer.text()}`);
      };
      const isOver = () => child.exitCode !== null;
      await waitUntil(isReady, { seconds: SECONDS_TO_START, pauseMs: 40, isOver });
      return performance.now() - born;
    },
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
      alive.delete(server);
    },
    lines: () => lines,
  };
  alive.add(server);
  await Promise.race([once(child, "message"), exited]);
  refuseIfGone();
  return server;
}

function collectLines(child: ChildProcess): string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      const parts = `${rest}${chunk}`.split("\n");
      rest = parts.pop() ?? "";
      lines.push(...parts);
    });
  }
  return lines;
}
