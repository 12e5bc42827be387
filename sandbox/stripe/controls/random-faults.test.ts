import { afterEach, beforeEach, expect, test } from "vitest";
import { connect, type OpenSandbox, openSandbox } from "../test-support/open-sandbox.ts";

let sandbox: OpenSandbox;
beforeEach(async () => {
  sandbox = await openSandbox();
});
afterEach(() => sandbox.stop());

/** Which of forty calls failed. */
async function failures(): Promise<number[]> {
  const failed: number[] = [];
  for (let call = 0; call < 40; call += 1) {
    await sandbox.stripe.customers.list().catch(() => failed.push(call));
  }
  return failed;
}

test("standing trouble strikes some calls, and the same ones again with the same seed", async () => {
  const order = { probability: 0.3, kinds: ["error", "delay"], delayMs: 2, seed: 11 };
  const answer = await sandbox.control("/faults", order);
  expect(answer.body).toMatchObject({ faults: [], random: { probability: 0.3, seed: 11 } });
  const first = await failures();
  expect(first.length).toBeGreaterThan(1);
  expect(first.length).toBeLessThan(20);
  await sandbox.control("/faults", order);
  expect(await failures()).toEqual(first);
});

test("an ordered fault comes before chance, and calling off ends both", async () => {
  await sandbox.control("/faults", { probability: 1, kinds: ["error"], status: 500 });
  await sandbox.control("/faults", { kind: "error", status: 503 });
  await expect(sandbox.stripe.customers.list()).rejects.toMatchObject({ statusCode: 503 });
  await expect(sandbox.stripe.customers.list()).rejects.toMatchObject({ statusCode: 500 });
  await fetch(`${sandbox.origin}/_sandbox/faults`, { method: "DELETE" });
  await expect(sandbox.stripe.customers.list()).resolves.toBeDefined();
});

test("trouble of every kind never doubles work done under an idempotency key", async () => {
  await sandbox.control("/faults", { probability: 0.5, delayMs: 5, seed: 5, method: "POST", path: "/v1/customers" });
  const patient = connect(sandbox.port);
  for (let call = 0; call < 20; call += 1) {
    const create = () => patient.customers.create({ name: String(call) }, { idempotencyKey: `key ${call}` });
    let done = false;
    while (!done) done = await create().then(Boolean, () => false);
  }
  const names = (await sandbox.stripe.customers.list({ limit: 100 })).data.map((customer) => customer.name);
  expect(names).toHaveLength(20);
  expect(new Set(names).size).toBe(20);
});
