import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Billing, openBilling } from "../../../test/open-billing.ts";
import { withTx } from "../../platform/db/index.ts";
import { decideAccess } from "../access/decide-access.ts";
import { EMPTY_SNAPSHOT, type Snapshot } from "../access/snapshot.ts";
import {
  lifetime,
  makeCharge,
  makePayment,
  makeSubscription,
  refunded,
  START,
  weekly,
} from "../access/snapshots.fixture.ts";
import { billingOutbox } from "../tables.ts";
import { planTasks } from "./plan-tasks.ts";
import type { Correction } from "./tasks.ts";

const USER = "user_1";
const NOW = new Date(START);
const LATER = new Date(START + 1000);
const REFUND: Correction = { kind: "refund_charge", chargeId: "ch_2", why: "duplicate" };

const charge = makeCharge({ chargeId: "ch_2" });
const second = makePayment({ sessionId: "cs_test_2", charge });
const secondRefunded = { ...second, charge: refunded(charge) };
const twice: Snapshot = { ...EMPTY_SNAPSHOT, payments: [makePayment(), second] };
const givenBack: Snapshot = { ...EMPTY_SNAPSHOT, payments: [makePayment(), secondRefunded] };
const onlySecond = (wentBack: boolean): Snapshot => ({
  ...EMPTY_SNAPSHOT,
  payments: [wentBack ? secondRefunded : second],
});

describe("the outbox after a new snapshot", () => {
  let billing: Billing;
  beforeAll(async () => {
    billing = await openBilling();
  });
  beforeEach(() => billing.db.delete(billingOutbox));
  afterAll(() => billing.close());

  const plan = (before: Snapshot, after: Snapshot, corrections: readonly Correction[] = [], now = NOW, userId = USER) =>
    withTx(billing.db, (tx) =>
      planTasks(tx, {
        userId,
        generation: 7,
        before: { snapshot: before, access: decideAccess(before, START) },
        after: { snapshot: after, access: decideAccess(after, START) },
        corrections,
        now,
      }),
    );
  const tasks = async () => (await billing.tasksOf(USER)).map(({ id }) => id);
  const change = (id: string, values: Partial<typeof billingOutbox.$inferInsert>) =>
    billing.db.update(billingOutbox).set(values).where(eq(billingOutbox.id, id));

  it("stays empty when nothing follows", async () => {
    await plan(weekly(), weekly());
    expect(await tasks()).toEqual([]);
  });

  it("has each correction under its own name and each mail under its fetch's, due at once", async () => {
    await plan(EMPTY_SNAPSHOT, lifetime(), [REFUND]);
    const due = { userId: USER, state: "due", dueAt: NOW, createdAt: NOW, attempts: 0, round: 0, doneAt: null };
    expect(await billing.tasksOf(USER)).toEqual([
      expect.objectContaining({
        ...due,
        id: "mail:user_1:7:0:purchase",
        task: { type: "mail", notice: expect.objectContaining({ kind: "purchase", plan: "one-time" }) },
      }),
      expect.objectContaining({ ...due, id: "refund_charge:ch_2", task: { type: "correction", correction: REFUND } }),
    ]);
  });

  it("has two mails of one kind apart", async () => {
    const both = { ...lifetime(), subscriptions: [makeSubscription()] };
    await plan(EMPTY_SNAPSHOT, both);
    expect(await tasks()).toEqual(["mail:user_1:7:0:purchase", "mail:user_1:7:1:purchase"]);
  });

  it("has a correction once that was decided twice before it was done", async () => {
    await plan(twice, twice, [REFUND]);
    await change("refund_charge:ch_2", { attempts: 3 });
    await plan(twice, twice, [REFUND], LATER);
    expect(await billing.tasksOf(USER)).toMatchObject([{ state: "due", round: 0, attempts: 3, dueAt: NOW }]);
  });

  it("has it due again, in another round, when it was decided again after it was done", async () => {
    await plan(twice, twice, [REFUND]);
    await change("refund_charge:ch_2", { state: "done", dueAt: null, attempts: 1 });
    await plan(twice, twice, [REFUND], LATER);
    expect(await billing.tasksOf(USER)).toMatchObject([{ state: "due", round: 1, attempts: 0, dueAt: LATER }]);
  });

  it("leaves to the operator what was given up", async () => {
    await plan(twice, twice, [REFUND]);
    await change("refund_charge:ch_2", { state: "failed", dueAt: null });
    await plan(twice, twice, [REFUND], LATER);
    expect(await billing.tasksOf(USER)).toMatchObject([{ state: "failed", round: 0, dueAt: null }]);
  });

  it("confirms no purchase that goes back, and tells its refund as one of something bought twice", async () => {
    await plan(lifetime(), twice, [REFUND]);
    expect(await tasks()).toEqual(["refund_charge:ch_2"]);
    await plan(twice, givenBack);
    expect(await billing.tasksOf(USER)).toMatchObject([
      { id: "mail:user_1:7:0:refund", task: { notice: { because: "duplicate" } } },
      { id: "refund_charge:ch_2" },
    ]);
  });

  it("tells a refund that somebody else made as what it is", async () => {
    await plan(lifetime(), twice, [REFUND], NOW, "user_2");
    await plan(twice, givenBack);
    expect(await billing.tasksOf(USER)).toMatchObject([{ task: { notice: { kind: "refund", because: "other" } } }]);
  });

  it.each([
    ["before", twice, onlySecond(true)],
    ["after", onlySecond(false), givenBack],
  ])("remembers what went back when both purchases are seen only %s", async (_, before, after) => {
    await plan(lifetime(), twice, [REFUND]);
    await plan(before, after);
    const refunds = (await billing.tasksOf(USER)).filter(({ id }) => id.endsWith(":refund"));
    expect(refunds).toMatchObject([{ task: { notice: { because: "duplicate" } } }]);
  });

  it("counts weeks and lifetimes together when it looks for what was bought twice", async () => {
    const week = makeSubscription({ latestCharge: makeCharge({ chargeId: "ch_2" }) });
    const bought = { payments: [makePayment()], subscriptions: [week] };
    await plan(bought, bought, [REFUND]);
    const refundedWeek = { ...week, latestCharge: refunded(makeCharge({ chargeId: "ch_2" })) };
    await plan(bought, { ...bought, subscriptions: [refundedWeek] });
    expect(await billing.tasksOf(USER)).toMatchObject([
      { id: "mail:user_1:7:0:refund", task: { notice: { because: "duplicate" } } },
      { id: "refund_charge:ch_2" },
    ]);
  });
});
