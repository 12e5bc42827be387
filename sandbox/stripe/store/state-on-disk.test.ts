import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connect, openSandbox } from "../test-support/open-sandbox.ts";
import { until } from "../test-support/until.ts";

let stateFile: string;
const running: { stop(): Promise<void> }[] = [];
const open = async () => {
  const sandbox = await openSandbox({ stateFile });
  running.push(sandbox);
  return sandbox;
};

beforeEach(() => {
  stateFile = join(mkdtempSync(join(tmpdir(), "stripe-sandbox-")), "state.jsonl");
});
afterEach(async () => {
  for (const sandbox of running.splice(0)) await sandbox.stop();
});

test("objects, open sessions and idempotency keys survive a restart", async () => {
  const before = await open();
  const { lifetime } = await before.createPrices();
  const session = await before.createSession(lifetime.id, "payment");
  const key = { idempotencyKey: "k" };
  const customer = await before.stripe.customers.create({ name: "Ann" }, key);
  await before.stop();

  const after = await open();
  expect((await after.stripe.customers.create({ name: "Ann" }, key)).id).toBe(customer.id);
  const found = await after.stripe.checkout.sessions.retrieve(session.id);
  expect(found.url).toBe(`${after.origin}/c/pay/${session.id}`);
  expect((await after.submitCard(session.id)).status).toBe(303);
  expect((await after.stripe.events.list({ type: "checkout.session.completed" })).data).toHaveLength(1);
});

test("a torn last line is dropped and the rest is kept", async () => {
  const before = await open();
  await before.stripe.customers.create({ name: "Ann" });
  await before.stop();
  appendFileSync(stateFile, '[["customer","cus_torn",{"id":"cus_to');
  const after = await open();
  expect((await after.stripe.customers.list()).data.map((customer) => customer.name)).toEqual(["Ann"]);
  await after.stripe.customers.create({ name: "Bob" });
  await after.stop();
  expect((await (await open()).stripe.customers.list()).data).toHaveLength(2);
});

test("a file damaged in its middle is refused, not guessed at", async () => {
  writeFileSync(stateFile, 'nonsense\n[["customer","cus_1",null]]\n');
  await expect(open()).rejects.toThrow("state file is damaged");
  expect(readFileSync(stateFile, "utf8")).toContain("nonsense");
});

test("what was answered is still there after kill -9, and a taken port is said in one line", async () => {
  const main = join(import.meta.dirname, "../main.ts");
  const start = async (port: string) => {
    const env = { ...process.env, STRIPE_SANDBOX_PORT: port };
    const child = spawn(process.execPath, [main, stateFile], { env, stdio: ["ignore", "ignore", "pipe", "ipc"] });
    const chunks: string[] = [];
    child.stderr?.on("data", (chunk) => chunks.push(String(chunk)));
    const exited = once(child, "exit");
    const [message] = await Promise.race([once(child, "message"), exited.then(() => [null])]);
    return { child, exited, origin: (message as { origin: string } | null)?.origin, stderr: () => chunks.join("") };
  };
  const first = await start("0");
  const port = Number(new URL(String(first.origin)).port);
  await connect(port).customers.create({ name: "Ann" });
  const second = await start(String(port));
  expect(second.origin).toBeUndefined();
  await until("the reason", () => second.stderr().includes("in use"));
  expect(second.stderr().trim().split("\n")).toEqual([`Port ${port} is in use. Set STRIPE_SANDBOX_PORT to another.`]);
  first.child.kill("SIGKILL");
  await first.exited;
  const again = await start("0");
  const stripe = connect(Number(new URL(String(again.origin)).port));
  expect((await stripe.customers.list()).data.map((customer) => customer.name)).toEqual(["Ann"]);
  again.child.kill("SIGTERM");
  expect((await again.exited)[0]).toBe(0);
});

test("a state file in use is refused to a second sandbox, until the first stops", async () => {
  const first = await open();
  await expect(openSandbox({ stateFile })).rejects.toThrow(/in use by another sandbox/);
  await first.stop();
  await open();
});
