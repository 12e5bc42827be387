import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import type { Calls, Reply } from "./serve-calls.ts";

const PATIENCE_MS = 15_000;

/** A process of ours, asked by `call`. Its output goes nowhere, its complaints to our stderr. */
export type Child<C extends Calls> = Readonly<{
  call<K extends keyof C & string>(name: K, ...input: Parameters<C[K]>): Promise<Awaited<ReturnType<C[K]>>>;
}>;

/** Starts a file of bench/ as a process and waits until it is ready. `stack` ends it, also one that is not ready yet. */
export async function startChild<C extends Calls>(
  stack: AsyncDisposableStack,
  file: string,
  options: { env?: Record<string, string>; flags?: readonly string[] } = {},
): Promise<Child<C>> {
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
  const child = fork(path, [], {
    env: { PATH: process.env.PATH, NODE_ENV: "production", STRIPE_SANDBOX: "1", ...options.env },
    execArgv: [...(options.flags ?? [])],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  stack.defer(() => stop(child));
  const replies = new Replies(child, basename(file, ".ts"));
  await replies.ready;
  let calls = 0;
  const call = (name: string, input?: unknown) => {
    calls += 1;
    child.send({ id: calls, name, input });
    return replies.of(calls);
  };
  return { call: call as Child<C>["call"] };
}

/** Hands each reply to the call that waits for it; all of them fail when the process ends. */
class Replies {
  readonly ready: Promise<void>;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  readonly #name: string;

  constructor(child: ChildProcess, name: string) {
    this.#name = name;
    this.ready = new Promise((resolve, reject) => {
      child.on("message", (reply: Reply) => ("ready" in reply ? resolve() : this.#settle(reply)));
      child.on("exit", (code, signal) => {
        const ended = new Error(`${name} ended with ${signal ?? code}`);
        reject(ended);
        for (const { reject: fail } of this.#waiting.values()) fail(ended);
      });
    });
  }

  of(id: number): Promise<unknown> {
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #settle(reply: Exclude<Reply, { ready: true }>): void {
    const call = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ("failure" in reply) call?.reject(new Error(`${this.#name}: ${reply.failure}`));
    else call?.resolve(reply.value);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  if (child.connected) child.disconnect();
  const impatience = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  await ended;
  clearTimeout(impatience);
}
