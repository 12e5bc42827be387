import { eq } from "drizzle-orm";
import type Stripe from "stripe";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Billing, openBilling } from "../../../test/open-billing.ts";
import { outboxMails } from "../../platform/tables.ts";
import { billingCounts } from "../metrics.ts";
import { billingOutbox } from "../tables.ts";
import { claimDueTasks, type DueTask } from "./claim-due-tasks.ts";
import { doTask } from "./do-task.ts";
import type { Correction, OutboxTask } from "./tasks.ts";

const SECOND = 1000;
const DAY = 86_400 * SECOND;

describe("a task of the outbox", () => {
  let billing: Billing;
  beforeAll(async () => {
    billing = await openBilling();
  });
  afterEach(async () => {
    await billing.db.delete(billingOutbox);
    await fetch(`${billing.config.stripe.apiBase}/_sandbox/faults`, { method: "DELETE" });
  });
  afterAll(() => billing.close());

  /** The task as it is given to be done. */
  const take = async (task: OutboxTask, change: Partial<typeof billingOutbox.$inferInsert> = {}): Promise<DueTask> => {
    const now = billing.ctx.clock();
    const row = { id: "task_1", userId: "user_1", task, state: "due" as const, dueAt: now, createdAt: now, ...change };
    await billing.db.insert(billingOutbox).values(row);
    const [due] = await claimDueTasks(billing.ctx, { limit: 1 });
    if (due === undefined) throw new Error("nothing is due");
    return due;
  };
  const correct = async (correction: Correction, change: Partial<typeof billingOutbox.$inferInsert> = {}) =>
    doTask(billing.ctx, await take({ type: "correction", correction }, change));
  const row = async () => (await billing.db.select().from(billingOutbox))[0];
  afterEach(async () => { const r = await row(); if (r?.failure) process.stderr.write(`FAILURE ${r.failure.slice(0,300)}\n`); });
  const pauseOf = async (now: number) => ((await row())?.dueAt?.getTime() ?? 0) - now;

  const cancel = (subscriptionId: string, why: "duplicate" | "week_refunded" = "duplicate"): Correction => ({
    kind: "cancel_subscription",
    subscriptionId,
    why,
  });
  const giveBack = (chargeId: string): Correction => ({ kind: "refund_charge", chargeId, why: "duplicate" });
  const UNKNOWN = giveBack("ch_unknown");

  const buyWeek = async () => {
    const { sessionId } = await billing.addBuyer("weekly");
    const expand = ["subscription.latest_invoice"];
    const { subscription } = await billing.stripe.checkout.sessions.retrieve(sessionId, { expand });
    return subscription as Stripe.Subscription;
  };
  const buyLifetime = async () => {
    const { sessionId } = await billing.addBuyer("one-time");
    const { payment_intent } = await billing.stripe.checkout.sessions.retrieve(sessionId, {
      expand: ["payment_intent"],
    });
    return String((payment_intent as Stripe.PaymentIntent).latest_charge);
  };
  const refundsOf = async (charge: string) => (await billing.stripe.refunds.list({ charge })).data;

  describe("that is done", () => {
    it("is over, counted, and has its time noted", async () => {
      const { id } = await buyWeek();
      const now = billing.ctx.clock().getTime();
      expect(await correct(cancel(id), { failure: "an earlier try", attempts: 2 })).toBe(true);
      const done = await row();
      expect(done).toMatchObject({ state: "done", dueAt: null, attempts: 3, failure: null });
      expect((done?.doneAt?.getTime() ?? 0) - now).toBeLessThan(60_000);
      expect(await countOf("cancel_subscription", "done")).toBe(1);
    });

    it("is not over when it was decided anew meanwhile, nor is anybody else's", async () => {
      const { id } = await buyWeek();
      const due = await take({ type: "correction", correction: cancel(id) });
      const other = { ...due, id: "task_2", state: "due" as const };
      await billing.db.insert(billingOutbox).values(other);
      await billing.db.update(billingOutbox).set({ round: 1 }).where(eq(billingOutbox.id, "task_1"));
      expect(await doTask(billing.ctx, due)).toBe(true);
      const rows = await billing.db.select().from(billingOutbox);
      expect(rows.map(({ state }) => state)).toEqual(["due", "due"]);
    });

    it("is a mail when it is one, to the user's address, once however often it is sent", async () => {
      const userId = await billing.addUser();
      const notice = { kind: "payment_recovered", periodEnd: "2026-11-30T09:30:00.000Z" } as const;
      const due = await take({ type: "mail", notice }, { userId });
      expect(await doTask(billing.ctx, due)).toBe(true);
      expect(await doTask(billing.ctx, due)).toBe(true);
      const mails = await billing.db
        .select()
        .from(outboxMails)
        .where(eq(outboxMails.recipient, `${userId}@example.com`));
      expect(mails).toHaveLength(1);
      expect(await row()).toMatchObject({ state: "done" });
      const { values } = await billingCounts.mails.get();
      expect(values).toContainEqual({ labels: { kind: "payment_recovered", outcome: "done" }, value: 2 });
    });
  });

  describe("that fails", () => {
    it("is tried again after two seconds, then four, an hour at most, and says why", async () => {
      for (const [attempts, seconds] of [
        [0, 2],
        [1, 4],
        [10, 2048],
        [11, 3600],
        [40, 3600],
      ] as const) {
        await billing.db.delete(billingOutbox);
        const now = billing.ctx.clock().getTime();
        expect(await correct(UNKNOWN, { attempts })).toBe(false);
        expect(await row()).toMatchObject({ state: "due", attempts: attempts + 1, doneAt: null });
        expect((await row())?.failure).toContain("ch_unknown");
        expect(Math.floor((await pauseOf(now)) / SECOND)).toBe(seconds);
      }
      expect(await countOf("refund_charge", "failed")).toBe(5);
      expect(billing.logged()).toContain('"over":false,"msg":"task failed"');
    });

    it("has no more of its failure kept than can be read", async () => {
      await correct(giveBack(`ch_${"x".repeat(3000)}`));
      expect((await row())?.failure).toHaveLength(2000);
    });

    it("is left to the operator after a week", async () => {
      const createdAt = new Date(billing.ctx.clock().getTime() - 7 * DAY + 60 * SECOND);
      await correct(UNKNOWN, { createdAt });
      expect(await row()).toMatchObject({ state: "due" });
      await billing.db.delete(billingOutbox);
      await correct(UNKNOWN, { createdAt: new Date(createdAt.getTime() - 61 * SECOND) });
      expect(await row()).toMatchObject({ state: "failed", dueAt: null });
      expect(billing.logged()).toContain('"over":true,"msg":"task given up"');
    });

    it("stays due, and nobody is told of a crash, when not even that can be written down", async () => {
      const due = await take({ type: "correction", correction: UNKNOWN });
      const broken = { ...due, round: Number.NaN };
      expect(await doTask(billing.ctx, broken)).toBe(false);
      expect(await row()).toMatchObject({ state: "due", attempts: 0 });
      expect(billing.logged()).toContain("outcome could not be noted");
    });
  });

  describe("that cancels a subscription", () => {
    it("ends it now, without another bill, and says why", async () => {
      const { id, customer } = await buyWeek();
      await correct(cancel(id));
      const canceled = await billing.stripe.subscriptions.retrieve(id);
      expect(canceled).toMatchObject({ status: "canceled", cancellation_details: { comment: "duplicate" } });
      expect((await billing.stripe.invoices.list({ customer: String(customer) })).data).toHaveLength(1);
    });

    it("whose week was given back notes that, so that a failed refund can bring the week back", async () => {
      const { id } = await buyWeek();
      await correct(cancel(id, "week_refunded"));
      const canceled = await billing.stripe.subscriptions.retrieve(id);
      expect(canceled.cancellation_details?.comment).toBe("refunded week");
    });

    it("is done when it has ended already", async () => {
      const { id } = await buyWeek();
      await billing.stripe.subscriptions.cancel(id);
      expect(await correct(cancel(id))).toBe(true);
      expect(await row()).toMatchObject({ state: "done" });
    });

    it("is not done when Stripe refuses while it still runs, or fails", async () => {
      const { id } = await buyWeek();
      for (const status of [400, 500]) {
        await billing.db.delete(billingOutbox);
        const fault = { method: "DELETE", path: "/v1/subscriptions", kind: "error", status, times: 3 };
        await billing.control("/faults", fault);
        expect(await correct(cancel(id))).toBe(false);
        await fetch(`${billing.config.stripe.apiBase}/_sandbox/faults`, { method: "DELETE" });
      }
      expect((await billing.stripe.subscriptions.retrieve(id)).status).toBe("active");
    });
  });

  describe("that ends a subscription with its week", () => {
    const end = (subscriptionId: string): Correction => ({
      kind: "end_subscription",
      subscriptionId,
      why: "lifetime_bought",
    });

    it("lets it run out", async () => {
      const { id } = await buyWeek();
      expect(await correct(end(id))).toBe(true);
      const ending = await billing.stripe.subscriptions.retrieve(id);
      expect(ending).toMatchObject({ status: "active", cancel_at_period_end: true });
    });

    it.each(["canceled", "incomplete_expired"])("is done when it is over already (%s)", async (status) => {
      const { id } = await buyWeek();
      if (status === "canceled") await billing.stripe.subscriptions.cancel(id);
      else await billing.control(`/subscriptions/${id}`, { status });
      await billing.control("/faults", { method: "POST", path: "/v1/subscriptions", kind: "error", status: 400 });
      expect(await correct(end(id))).toBe(true);
    });
  });

  describe("that voids an invoice", () => {
    const invoice = async () => {
      const { id, latest_invoice } = await buyWeek();
      return { id, invoiceId: (latest_invoice as Stripe.Invoice).id };
    };
    const voidIt = (invoiceId: string): Correction => ({ kind: "void_invoice", invoiceId, why: "subscription_ended" });

    it("is done when that is paid or voided already", async () => {
      expect(await correct(voidIt((await invoice()).invoiceId))).toBe(true);
    });

    it("leaves it payable for nobody", async () => {
      const { id } = await buyLateWeek();
      const [open] = (await billing.stripe.invoices.list({ subscription: id, status: "open" })).data;
      expect(await correct(voidIt(open?.id ?? ""))).toBe(true);
      expect((await billing.stripe.invoices.retrieve(open?.id ?? "")).status).toBe("void");
      expect(await row()).toMatchObject({ state: "done" });
    });

    it("is not done while Stripe refuses and it can still be paid", async () => {
      const { id } = await buyLateWeek();
      const [open] = (await billing.stripe.invoices.list({ subscription: id, status: "open" })).data;
      await billing.control("/faults", { method: "POST", path: "/v1/invoices", kind: "error", status: 400 });
      expect(await correct(voidIt(open?.id ?? ""))).toBe(false);
    });

    /** A subscription whose renewal could not be charged. */
    const buyLateWeek = async () => {
      const userId = await billing.addUser();
      const sessionId = await billing.checkOut(userId, "weekly");
      await billing.pay(sessionId, { card: "4000000000000341" });
      billing.advance(7 * DAY + 7200 * SECOND);
      await billing.control("/clock/advance", { seconds: 1 });
      const { subscription } = await billing.stripe.checkout.sessions.retrieve(sessionId, { expand: ["subscription"] });
      return subscription as Stripe.Subscription;
    };
  });

  describe("that gives money back", () => {
    it("gives all of it, and says at Stripe why", async () => {
      const charge = await buyLifetime();
      expect(await correct(giveBack(charge))).toBe(true);
      expect(await refundsOf(charge)).toMatchObject([
        { amount: 24900, reason: "duplicate", metadata: { why: "duplicate" } },
      ]);
    });

    it("gives what a partial refund has left, and nothing when all of it went back already", async () => {
      const charge = await buyLifetime();
      await billing.stripe.refunds.create({ charge, amount: 900 });
      expect(await correct(giveBack(charge))).toBe(true);
      await billing.db.delete(billingOutbox);
      const calls = await billing.watchCalls(async () => expect(await correct(giveBack(charge))).toBe(true));
      expect(calls).not.toContain("POST /v1/refunds");
      expect((await refundsOf(charge)).map(({ amount }) => amount)).toEqual([24000, 900]);
    });

    it("gives it once when the answer to the first try was lost", async () => {
      const charge = await buyLifetime();
      const lost = { method: "POST", path: "/v1/refunds", kind: "error_after_commit", status: 500, times: 3 };
      await billing.control("/faults", lost);
      await correct(giveBack(charge));
      await billing.db.delete(billingOutbox);
      expect(await correct(giveBack(charge))).toBe(true);
      expect(await refundsOf(charge)).toHaveLength(1);
    });

    it.each(["failed", "canceled"])("is the operator's once a refund has %s at the bank", async (status) => {
      const charge = await buyLifetime();
      const refund = await billing.stripe.refunds.create({ charge, amount: 100 });
      if (status === "canceled") await billing.control(`/refunds/${refund.id}`, { status: "requires_action" });
      await billing.control(`/refunds/${refund.id}`, { status });
      expect(await correct(giveBack(charge))).toBe(false);
      expect(await row()).toMatchObject({ state: "failed", dueAt: null });
      expect((await row())?.failure).toContain("give the money back another way");
      expect((await row())?.failure).toContain("NeedsOperator");
      expect(await refundsOf(charge)).toHaveLength(1);
    });

    it("leaves a disputed charge to its dispute", async () => {
      const charge = await buyLifetime();
      await billing.control(`/charges/${charge}/dispute`);
      expect(await correct(giveBack(charge))).toBe(true);
      expect(await refundsOf(charge)).toEqual([]);
    });

    it("is not done while Stripe refuses and the money is still here", async () => {
      const charge = await buyLifetime();
      await billing.control("/faults", { method: "POST", path: "/v1/refunds", kind: "error", status: 400 });
      expect(await correct(giveBack(charge))).toBe(false);
      expect(await row()).toMatchObject({ state: "due" });
    });
  });

  const countOf = async (kind: Correction["kind"], outcome: string) => {
    const { values } = await billingCounts.corrections.get();
    return values.find(({ labels }) => labels.kind === kind && labels.outcome === outcome)?.value;
  };
});
