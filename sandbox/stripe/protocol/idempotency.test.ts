import { afterEach, beforeEach, expect, test } from "vitest";
import { type OpenSandbox, openSandbox } from "../test-support/open-sandbox.ts";

let sandbox: OpenSandbox;
let now: Date;
beforeEach(async () => {
  now = new Date("2026-01-05T12:00:00Z");
  sandbox = await openSandbox({ now: () => now });
});
afterEach(() => sandbox.stop());

const key = { idempotencyKey: "key-1" };

test("the same key and parameters are answered again without doing it again", async () => {
  const first = await sandbox.stripe.customers.create({ email: "a@example.com" }, key);
  const again = await sandbox.stripe.customers.create({ email: "a@example.com" }, key);
  expect(again.id).toBe(first.id);
  expect(again.lastResponse.headers["idempotent-replayed"]).toBe("true");
  expect(again.lastResponse.headers["original-request"]).toBe(first.lastResponse.requestId);
  expect(again.lastResponse.requestId).not.toBe(first.lastResponse.requestId);
  expect((await sandbox.stripe.customers.list()).data).toHaveLength(1);
});

test("the same key with other parameters, or for another path, is refused", async () => {
  await sandbox.stripe.customers.create({ email: "a@example.com" }, key);
  const refusal = { type: "StripeIdempotencyError", statusCode: 400 };
  await expect(sandbox.stripe.customers.create({ email: "b@example.com" }, key)).rejects.toMatchObject(refusal);
  await expect(sandbox.stripe.products.create({ name: "a" }, key)).rejects.toMatchObject({
    ...refusal,
    message: expect.stringContaining("('/v1/products' vs '/v1/customers')"),
  });
});

test("the same key while the first request is under way is refused with 409", async () => {
  await sandbox.control("/faults", { kind: "delay", delayMs: 300, times: 1 });
  const results = await Promise.allSettled([
    sandbox.stripe.customers.create({ email: "a@example.com" }, key),
    sandbox.stripe.customers.create({ email: "a@example.com" }, key),
  ]);
  const refused = results.find((result) => result.status === "rejected");
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  expect(refused?.reason).toMatchObject({ statusCode: 409, code: "idempotency_key_in_use" });
});

test("a call refused for its parameters leaves the key free", async () => {
  const wrong = { name: "a", nonsense: "b" };
  await expect(sandbox.stripe.customers.create(wrong, key)).rejects.toMatchObject({ code: "parameter_unknown" });
  await expect(sandbox.stripe.customers.create({ name: "a" }, key)).resolves.toMatchObject({ name: "a" });
});

test("a key is forgotten after 24 hours", async () => {
  const first = await sandbox.stripe.customers.create({ name: "a" }, key);
  now = new Date(now.getTime() + 24 * 3600 * 1000);
  const later = await sandbox.stripe.customers.create({ name: "b" }, key);
  expect(later.id).not.toBe(first.id);
});

test("a call that was carried out but answered with a failure is not carried out twice", async () => {
  await sandbox.control("/faults", { kind: "error_after_commit", status: 503 });
  await expect(sandbox.stripe.customers.create({ name: "a" }, key)).rejects.toMatchObject({ statusCode: 503 });
  const retried = await sandbox.stripe.customers.create({ name: "a" }, key);
  expect((await sandbox.stripe.customers.list()).data.map((customer) => customer.id)).toEqual([retried.id]);
});
