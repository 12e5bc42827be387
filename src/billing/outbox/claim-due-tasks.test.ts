import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Billing, openBilling } from "../../../test/open-billing.ts";
import { billingOutbox } from "../tables.ts";
import { claimDueTasks } from "./claim-due-tasks.ts";
import type { OutboxTask } from "./tasks.ts";

const SECOND = 1000;
const CANCEL: OutboxTask = {
  type: "correction",
  correction: { kind: "cancel_subscription", subscriptionId: "sub_1", why: "duplicate" },
};
const MAIL: OutboxTask = { type: "mail", notice: { kind: "payment_recovered", periodEnd: "2026-11-30T09:30:00.000Z" } };

describe("taking tasks that are due", () => {
  let billing: Billing;
  beforeAll(async () => {
    billing = await openBilling();
  });
  beforeEach(() => billing.db.delete(billingOutbox));
  afterAll(() => billing.close());

  const add = async (id: string, change: Partial<typeof billingOutbox.$inferInsert> = {}) => {
    const now = billing.ctx.clock();
    const row = { id, userId: "user_1", task: CANCEL, state: "due" as const, dueAt: now, createdAt: now, ...change };
    await billing.db.insert(billingOutbox).values(row);
  };
  const inFuture = (ms: number) => new Date(billing.ctx.clock().getTime() + ms);
  const claim = async (how: Parameters<typeof claimDueTasks>[1] = { limit: 10 }) =>
    (await claimDueTasks(billing.ctx, how)).map(({ id }) => id).sort();

  it("takes all that there is to know of them", async () => {
    const createdAt = new Date("2026-11-02T00:00:00.000Z");
    await add("a", { round: 2, attempts: 3, createdAt });
    const tasks = await claimDueTasks(billing.ctx, { limit: 10 });
    expect(tasks).toEqual([{ id: "a", userId: "user_1", task: CANCEL, round: 2, attempts: 3, createdAt }]);
  });

  it("takes none that is not due yet, or is over", async () => {
    await add("later", { dueAt: inFuture(10 * SECOND) });
    await add("over", { dueAt: null, state: "done" });
    expect(await claim()).toEqual([]);
  });

  it("gives a task to one taker at a time, for a minute", async () => {
    await add("a");
    await add("b");
    const taken = await Promise.all([claim({ limit: 1 }), claim({ limit: 1 }), claim({ limit: 2 })]);
    expect(taken.flat().sort()).toEqual(["a", "b"]);
    expect(await claim()).toEqual([]);
    billing.advance(50 * SECOND);
    expect(await claim()).toEqual([]);
    billing.advance(10 * SECOND);
    expect(await claim()).toEqual(["a", "b"]);
  });

  it("takes those first that have waited longest, and no more than were asked for", async () => {
    await add("new");
    await add("old", { dueAt: inFuture(-10 * SECOND) });
    expect(await claim({ limit: 1 })).toEqual(["old"]);
  });

  it("of one user takes the corrections alone", async () => {
    await add("hers");
    await add("her mail", { task: MAIL });
    await add("another's", { userId: "user_2" });
    expect(await claim({ limit: 10, correctionsOf: "user_1" })).toEqual(["hers"]);
    expect(await claim()).toEqual(["another's", "her mail"]);
  });
});
