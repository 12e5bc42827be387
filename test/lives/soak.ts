/**
 * `npm run soak`: thousands of drawn lives in several processes. Prints the seed first, then progress; exits with 1 and
 * the failing life when one breaks a promise.
 */
import { fork } from "node:child_process";
import { randomInt } from "node:crypto";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Order, Told } from "./soak-worker.ts";

const WORKER = fileURLToPath(new URL("./soak-worker.ts", import.meta.url));
const PROGRESS_MS = 10_000;

const { lives, seed, path, workers } = readOptions();
say(`seed ${seed}: ${lives} ${lives === 1 ? "life" : "lives"}, ${workers} ${workers === 1 ? "process" : "processes"}`);

const begin = performance.now();
let lived = 0;
const failures: string[] = [];
const progress = setInterval(() => say(describeProgress()), PROGRESS_MS);
await Promise.all(Array.from({ length: workers }, (_, index) => runWorker(index)));
clearInterval(progress);
for (const failure of failures) say(`\n${failure}`);
say(describeProgress());
process.exitCode = failures.length === 0 ? 0 : 1;

/** Each has its own seed, so that its failure is found again by one process alone. */
function runWorker(index: number): Promise<void> {
  const share = Math.floor(lives / workers) + (index < lives % workers ? 1 : 0);
  const child = fork(WORKER);
  let isBroken = false;
  const order: Order = { lives: share, seed: (seed + index) | 0, path };
  child.send(order);
  child.on("message", (told: Told) => {
    if ("life" in told) {
      lived += 1;
      if (!told.life && !isBroken) say(`a life of seed ${order.seed} broke a promise: it is made as simple as it goes`);
      isBroken ||= !told.life;
    } else {
      if (path !== undefined) lived = told.lived;
      if (told.failure !== null) failures.push(told.failure);
    }
  });
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => {
      if (code !== 0) failures.push(`process ${index + 1} ended early (${code ?? signal})`);
      resolve();
    });
  });
}

function describeProgress(): string {
  const seconds = (performance.now() - begin) / 1000;
  return `${lived} lived in ${seconds.toFixed(0)} s (${(lived / seconds).toFixed(1)} a second), ${failures.length} failed`;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      lives: { type: "string" },
      seed: { type: "string" },
      path: { type: "string" },
      workers: { type: "string" },
    },
  });
  const replay = values.path !== undefined;
  return {
    lives: readCount("lives", values.lives ?? (replay ? "1" : "5000")),
    seed: values.seed === undefined ? randomInt(2 ** 31) : readSeed(values.seed),
    path: values.path,
    workers: replay ? 1 : readCount("workers", values.workers ?? "2"),
  };
}

function readCount(name: string, text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) fail(`--${name} must be a whole number above 0, not ${text}`);
  return count;
}

function readSeed(text: string): number {
  const seed = Number(text);
  if (!Number.isInteger(seed)) fail(`--seed must be a whole number, not ${text}`);
  return seed;
}

function fail(problem: string): never {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
