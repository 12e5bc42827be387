import type Stripe from "stripe";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Outbox, openOutbox } from "../../../test/open-outbox.ts";
import { DAY, HOUR } from "../access/snapshots.fixture.ts";
import type { Correction } from "./tasks.ts";

const FAILS_ON_RENEWAL = "4000000000000341";
const REFUNDS_TAKE_TIME = "4000000000007726";

describe("putting right at Stripe", () => {
  let outbox: Outbox;
  beforeAll(async () => {
    outbox = await openOutbox();
  });
  afterEach(async () => {
    await outbox.empty();
    await outbox.calm();
  });
  afterAll(() => outbox.close());

  const cancel = (subscriptionId: string, why: "duplicate" | "week_refunded" = "duplicate"): Correction => ({
    kind: "cancel_subscription",
    subscriptionId,
    why,
  });
  const giveBack = (chargeId: string): Correction => ({ kind: "refund_charge", chargeId, why: "duplicate" });

  const buyWeek = async () => {
    const { sessionId } = await outbox.addBuyer("weekly");
    const expand = ["subscription.latest_invoice"];
    const { subscription } = await outbox.stripe.checkout.sessions.retrieve(sessionId, { expand });
    return subscription as Stripe.Subscription;
  };
  const buyLifetime = async (card?: string) => {
    const sessionId = await outbox.checkOut(await outbox.addUser(), "one-time");
    await outbox.pay(sessionId, card === undefined ? {} : { card });
    const expand = ["payment_intent"];
    const { payment_intent } = await outbox.stripe.checkout.sessions.retrieve(sessionId, { expand });
    return String((payment_intent as Stripe.PaymentIntent).latest_charge);
  };
  const refundsOf = async (charge: string) => (await outbox.stripe.refunds.list({ charge })).data;

  it("asks under the task's own name and round: a try whose answer was lost is the same call, a new round is not", async () => {
    const charge = await buyLifetime();
    await outbox.correct(giveBack(charge), { round: 2 });
    const [event] = (await outbox.stripe.events.list({ type: "charge.refunded", limit: 1 })).data;
    expect(event?.request?.idempotency_key).toBe(`refund_charge:${charge}:2`);
  });

  describe("a correction that cancels a subscription", () => {
    it("ends it now, without another bill, and says why", async () => {
      const { id, customer } = await buyWeek();
      await outbox.correct(cancel(id));
      const canceled = await outbox.stripe.subscriptions.retrieve(id);
      expect(canceled).toMatchObject({ status: "canceled", cancellation_details: { comment: "duplicate" } });
      expect((await outbox.stripe.invoices.list({ customer: String(customer) })).data).toHaveLength(1);
    });

    it("whose week was given back notes that, so that a failed refund can bring the week back", async () => {
      const { id } = await buyWeek();
      await outbox.correct(cancel(id, "week_refunded"));
      const canceled = await outbox.stripe.subscriptions.retrieve(id);
      expect(canceled.cancellation_details?.comment).toBe("refunded week");
    });

    it("is done when it has ended already", async () => {
      const { id } = await buyWeek();
      await outbox.stripe.subscriptions.cancel(id);
      expect(await outbox.correct(cancel(id))).toBe(true);
      expect(await outbox.row()).toMatchObject({ state: "done" });
    });

    it("is not done when Stripe refuses while it still runs, or fails", async () => {
      const { id } = await buyWeek();
      for (const status of [400, 500]) {
        await outbox.empty();
        const fault = { method: "DELETE", path: "/v1/subscriptions", kind: "error", status, times: 3 };
        await outbox.control("/faults", fault);
        expect(await outbox.correct(cancel(id))).toBe(false);
        await outbox.calm();
      }
      expect((await outbox.stripe.subscriptions.retrieve(id)).status).toBe("active");
    });
  });

  describe("a correction that ends a subscription with its week", () => {
    const end = (subscriptionId: string): Correction => ({
      kind: "end_subscription",
      subscriptionId,
      why: "lifetime_bought",
    });

    it("lets it run out", async () => {
      const { id } = await buyWeek();
      expect(await outbox.correct(end(id))).toBe(true);
      const ending = await outbox.stripe.subscriptions.retrieve(id);
      expect(ending).toMatchObject({ status: "active", cancel_at_period_end: true });
    });

    it.each(["canceled", "incomplete_expired"])("is done when it is over already (%s)", async (status) => {
      const { id } = await buyWeek();
      if (status === "canceled") await outbox.stripe.subscriptions.cancel(id);
      else await outbox.control(`/subscriptions/${id}`, { status });
      await outbox.control("/faults", { method: "POST", path: "/v1/subscriptions", kind: "error", status: 400 });
      expect(await outbox.correct(end(id))).toBe(true);
    });
  });

  describe("a correction that voids an invoice", () => {
    const invoice = async () => {
      const { id, latest_invoice } = await buyWeek();
      return { id, invoiceId: (latest_invoice as Stripe.Invoice).id };
    };
    const voidIt = (invoiceId: string): Correction => ({ kind: "void_invoice", invoiceId, why: "subscription_ended" });

    it("is done when that is paid or voided already", async () => {
      expect(await outbox.correct(voidIt((await invoice()).invoiceId))).toBe(true);
    });

    it("leaves it payable for nobody", async () => {
      const { id } = await buyLateWeek();
      const [open] = (await outbox.stripe.invoices.list({ subscription: id, status: "open" })).data;
      expect(await outbox.correct(voidIt(open?.id ?? ""))).toBe(true);
      expect((await outbox.stripe.invoices.retrieve(open?.id ?? "")).status).toBe("void");
      expect(await outbox.row()).toMatchObject({ state: "done" });
    });

    it("is not done while Stripe refuses and it can still be paid", async () => {
      const { id } = await buyLateWeek();
      const [open] = (await outbox.stripe.invoices.list({ subscription: id, status: "open" })).data;
      await outbox.control("/faults", { method: "POST", path: "/v1/invoices", kind: "error", status: 400 });
      expect(await outbox.correct(voidIt(open?.id ?? ""))).toBe(false);
    });

    /** A subscription whose renewal could not be charged. */
    const buyLateWeek = async () => {
      const userId = await outbox.addUser();
      const sessionId = await outbox.checkOut(userId, "weekly");
      await outbox.pay(sessionId, { card: FAILS_ON_RENEWAL });
      outbox.advance(7 * DAY + 2 * HOUR);
      await outbox.control("/clock/advance", { seconds: 1 });
      const { subscription } = await outbox.stripe.checkout.sessions.retrieve(sessionId, { expand: ["subscription"] });
      return subscription as Stripe.Subscription;
    };
  });

  describe("a correction that gives money back", () => {
    it("gives all of it, and says at Stripe why", async () => {
      const charge = await buyLifetime();
      expect(await outbox.correct(giveBack(charge))).toBe(true);
      expect(await refundsOf(charge)).toMatchObject([
        { amount: 24900, reason: "duplicate", metadata: { why: "duplicate" } },
      ]);
    });

    it("gives what a partial refund has left, and nothing when all of it went back already", async () => {
      const charge = await buyLifetime();
      await outbox.stripe.refunds.create({ charge, amount: 900 });
      expect(await outbox.correct(giveBack(charge))).toBe(true);
      await outbox.empty();
      const calls = await outbox.watchCalls(async () => expect(await outbox.correct(giveBack(charge))).toBe(true));
      expect(calls).not.toContain("POST /v1/refunds");
      expect((await refundsOf(charge)).map(({ amount }) => amount)).toEqual([24000, 900]);
    });

    it("gives it once when the answer to the first try was lost", async () => {
      const charge = await buyLifetime();
      const lost = { method: "POST", path: "/v1/refunds", kind: "error_after_commit", status: 500, times: 3 };
      await outbox.control("/faults", lost);
      await outbox.correct(giveBack(charge));
      await outbox.empty();
      expect(await outbox.correct(giveBack(charge))).toBe(true);
      expect(await refundsOf(charge)).toHaveLength(1);
    });

    it.each(["failed", "canceled"])("is the operator's once a refund has %s at the bank", async (status) => {
      const charge = await buyLifetime(REFUNDS_TAKE_TIME);
      const refund = await outbox.stripe.refunds.create({ charge, amount: 100 });
      await outbox.control(`/refunds/${refund.id}`, { status: "requires_action" });
      await outbox.control(`/refunds/${refund.id}`, { status });
      expect(await outbox.correct(giveBack(charge))).toBe(false);
      expect(await outbox.row()).toMatchObject({ state: "failed", dueAt: null });
      expect((await outbox.row())?.failure).toContain("give the money back another way");
      expect((await outbox.row())?.failure).toContain("NeedsOperator");
      expect(await refundsOf(charge)).toHaveLength(1);
    });

    it("leaves a disputed charge to its dispute", async () => {
      const charge = await buyLifetime();
      await outbox.control(`/charges/${charge}/dispute`);
      expect(await outbox.correct(giveBack(charge))).toBe(true);
      expect(await refundsOf(charge)).toEqual([]);
    });

    it("is not done while Stripe refuses and the money is still here", async () => {
      const charge = await buyLifetime();
      await outbox.control("/faults", { method: "POST", path: "/v1/refunds", kind: "error", status: 400 });
      expect(await outbox.correct(giveBack(charge))).toBe(false);
      expect(await outbox.row()).toMatchObject({ state: "due" });
    });
  });
});
