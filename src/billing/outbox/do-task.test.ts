import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Outbox, openOutbox } from "../../../test/open-outbox.ts";
import { outboxMails } from "../../platform/tables.ts";
import { billingCounts } from "../metrics.ts";
import { billingOutbox } from "../tables.ts";
import { doTask } from "./do-task.ts";
import type { Correction } from "./tasks.ts";

const SECOND = 1000;

const giveBack = (chargeId: string): Correction => ({ kind: "refund_charge", chargeId, why: "duplicate" });
const UNKNOWN = giveBack("ch_unknown");

describe("a task of the outbox", () => {
  let outbox: Outbox;
  beforeAll(async () => {
    outbox = await openOutbox();
  });
  afterEach(() => outbox.empty());
  afterAll(() => outbox.close());

  const pauseOf = async (now: number) => ((await outbox.row())?.dueAt?.getTime() ?? 0) - now;

  /** A correction that can be made. */
  const cancelWeek = async (): Promise<Correction> => {
    const { sessionId } = await outbox.addBuyer("weekly");
    const { subscription } = await outbox.stripe.checkout.sessions.retrieve(sessionId);
    return { kind: "cancel_subscription", subscriptionId: String(subscription), why: "duplicate" };
  };

  describe("that is done", () => {
    it("is over, counted, and has its time noted", async () => {
      const correction = await cancelWeek();
      const now = outbox.ctx.clock().getTime();
      const before = await countOf("corrections", "cancel_subscription", "done");
      expect(await outbox.correct(correction, { failure: "an earlier try", attempts: 2 })).toBe(true);
      const done = await outbox.row();
      expect(done).toMatchObject({ state: "done", dueAt: null, attempts: 3, failure: null });
      expect((done?.doneAt?.getTime() ?? 0) - now).toBeLessThan(60_000);
      expect(await countOf("corrections", "cancel_subscription", "done")).toBe(before + 1);
    });

    it("is not over when it was decided anew meanwhile, nor is anybody else's", async () => {
      const correction = await cancelWeek();
      const due = await outbox.take({ type: "correction", correction });
      const other = { ...due, id: "task_2", state: "due" as const };
      await outbox.db.insert(billingOutbox).values(other);
      await outbox.db.update(billingOutbox).set({ round: 1 }).where(eq(billingOutbox.id, due.id));
      expect(await doTask(outbox.ctx, due)).toBe(true);
      const rows = await outbox.db.select().from(billingOutbox);
      expect(rows.map(({ state }) => state)).toEqual(["due", "due"]);
    });

    it("is a mail when it is one, to the user's address, once however often it is sent", async () => {
      const userId = await outbox.addUser();
      const notice = { kind: "payment_recovered", periodEnd: "2026-11-30T09:30:00.000Z" } as const;
      const due = await outbox.take({ type: "mail", notice }, { userId });
      const before = await countOf("mails", "payment_recovered", "done");
      expect(await doTask(outbox.ctx, due)).toBe(true);
      expect(await doTask(outbox.ctx, due)).toBe(true);
      const mails = await outbox.db
        .select()
        .from(outboxMails)
        .where(eq(outboxMails.recipient, `${userId}@example.com`));
      expect(mails).toHaveLength(1);
      expect(await outbox.row()).toMatchObject({ state: "done" });
      expect(await countOf("mails", "payment_recovered", "done")).toBe(before + 2);
    });
  });

  describe("that fails", () => {
    it("is tried again after two seconds, then four, an hour at most, and says why", async () => {
      const before = await countOf("corrections", "refund_charge", "failed");
      for (const [attempts, seconds] of [
        [0, 2],
        [1, 4],
        [10, 2048],
        [11, 3600],
        [40, 3600],
      ] as const) {
        await outbox.empty();
        const now = outbox.ctx.clock().getTime();
        expect(await outbox.correct(UNKNOWN, { attempts })).toBe(false);
        expect(await outbox.row()).toMatchObject({ state: "due", attempts: attempts + 1, doneAt: null });
        expect((await outbox.row())?.failure).toContain("ch_unknown");
        expect(Math.floor((await pauseOf(now)) / SECOND)).toBe(seconds);
      }
      expect(await countOf("corrections", "refund_charge", "failed")).toBe(before + 5);
      expect(outbox.logged()).toContain('"over":false,"msg":"task failed"');
    });

    it("has no more of its failure kept than can be read", async () => {
      await outbox.correct(giveBack(`ch_${"x".repeat(3000)}`));
      expect((await outbox.row())?.failure).toHaveLength(2000);
    });

    it("is left to the operator after 180 tries, about a week", async () => {
      await outbox.correct(UNKNOWN, { attempts: 178 });
      expect(await outbox.row()).toMatchObject({ state: "due", attempts: 179 });
      await outbox.empty();
      await outbox.correct(UNKNOWN, { attempts: 179 });
      expect(await outbox.row()).toMatchObject({ state: "failed", attempts: 180, dueAt: null });
      expect(outbox.logged()).toContain('"over":true,"msg":"task given up"');
    });

    it("stays due, and nobody is told of a crash, when not even that can be written down", async () => {
      const due = await outbox.take({ type: "correction", correction: UNKNOWN });
      const broken = { ...due, round: Number.NaN };
      expect(await doTask(outbox.ctx, broken)).toBe(false);
      expect(await outbox.row()).toMatchObject({ state: "due", attempts: 0 });
      const lines = outbox.logged().split("\n");
      const line = lines.find((each) => each.includes("outcome could not be noted"));
      expect(line).toContain(`"task":"${due.id}"`);
    });
  });

  const countOf = async (what: "corrections" | "mails", kind: string, outcome: string) => {
    const { values } = await billingCounts[what].get();
    return values.find(({ labels }) => labels.kind === kind && labels.outcome === outcome)?.value ?? 0;
  };
});
