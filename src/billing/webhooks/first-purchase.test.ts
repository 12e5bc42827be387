import { eq } from "drizzle-orm";
import type Stripe from "stripe";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../../test/eventually.ts";
import { type Platform, startPlatform } from "../../../test/start-platform.ts";
import { type Purchases, watchPurchases } from "../../../test/watch-purchases.ts";
import { billingAccounts } from "../tables.ts";

const HOUR = 3_600_000;

describe("a first purchase, however its events come", () => {
  let platform: Platform;
  let purchases: Purchases;
  beforeAll(async () => {
    platform = await startPlatform();
    purchases = watchPurchases(platform);
  });
  afterEach(() => purchases.calm());
  afterAll(() => platform.stop());

  it.each([
    ["weekly", "subscription_active", "owner"],
    ["weekly", "subscription_active", "guest"],
    ["one-time", "lifetime_paid", "owner"],
    ["one-time", "lifetime_paid", "guest"],
  ] as const)("opens access by webhook (%s, %s, paid by %s)", async (planId, reason, caller) => {
    const student = await platform.signUp();
    expect(await platform.access(student)).toEqual({ granted: false, plan: null, until: null, reason: "no_purchase" });
    const sessionId = await platform.checkout(student.id, planId, caller === "owner" ? student : undefined);
    await platform.pay(sessionId);
    await purchases.expectAccess(student, { granted: true, plan: planId, reason });
    const { until } = await platform.access(student);
    if (planId === "one-time") expect(until).toBeNull();
    else expect(Date.parse(until ?? "") - platform.time.now().getTime()).toBeGreaterThan(6 * 24 * HOUR);
  });

  it("never binds a guest's customer to the account that the payment is for", async () => {
    const student = await platform.signUp();
    await platform.pay(await platform.checkout(student.id, "weekly"));
    await purchases.expectAccess(student, { granted: true });
    const exported = await platform.send("GET", "/api/account/export", { as: student });
    expect(exported.json).toMatchObject({ billing: { customers: [] } });
  });

  it("1. the same event five times at once: one grant, one audit row", async () => {
    const { student } = await purchases.buySilently("one-time");
    const event = await purchases.newestEvent("checkout.session.completed");
    const answers = await Promise.all(Array.from({ length: 5 }, () => platform.deliver(event)));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
    const outcomes = answers.map((answer) => (answer.json as { outcome: string }).outcome).sort();
    expect(outcomes).toEqual(["duplicate", "duplicate", "duplicate", "duplicate", "pending"]);
    await purchases.expectAccess(student, { granted: true });
    expect(await purchases.changesOf(student)).toMatchObject([
      { granted: true, reason: "lifetime_paid", cause: event.id },
    ]);
  });

  it("2. updated(active) before created(incomplete): active", async () => {
    const { student } = await purchases.buySilently("weekly");
    const created = await purchases.newestEvent("customer.subscription.created");
    const subscription = created.data.object as Stripe.Subscription;
    const object = (status: string) => ({ ...subscription, status });
    await platform.deliver({
      ...created,
      id: "evt_2_updated",
      type: "customer.subscription.updated",
      data: { object: object("active") },
    });
    await purchases.expectAccess(student, { granted: true, reason: "subscription_active" });
    await platform.deliver({ ...created, id: "evt_2_created", data: { object: object("incomplete") } });
    await eventually(async () => expect((await purchases.inboxRow("evt_2_created"))?.outcome).toBe("handled"));
    expect(await platform.access(student)).toMatchObject({ granted: true, reason: "subscription_active" });
  });

  it.each([
    ["canceled", "active"],
    ["active", "canceled"],
  ])("3. two events of one second (%s, then %s): Stripe's latest state", async (first, second) => {
    const { student } = await purchases.buySilently("weekly");
    const event = await purchases.newestEvent("customer.subscription.created");
    const subscription = event.data.object as Stripe.Subscription;
    await platform.stripe.subscriptions.cancel(subscription.id);
    const told = (status: string) => ({
      ...event,
      id: `evt_3_${first}_${status}`,
      type: "customer.subscription.updated",
      data: { object: { ...subscription, status } },
    });
    await Promise.all([platform.deliver(told(first)), platform.deliver(told(second))]);
    await purchases.expectAccess(student, { granted: false, reason: "subscription_ended" });
  });

  it("4. of overlapping reconciles the older fetch, finishing last, changes nothing", async () => {
    const { student, sessionId } = await purchases.buySilently("one-time");
    const event = await purchases.newestEvent("checkout.session.completed");
    // The older fetch hangs at Stripe for longer than its lease; meanwhile the lease passes to a newer one.
    await platform.sandbox("POST", "/_sandbox/faults", {
      method: "GET",
      path: `/v1/checkout/sessions/${sessionId}`,
      kind: "delay",
      delayMs: 2_000,
      times: 1,
    });
    await platform.deliver(event);
    await eventually(async () => {
      const [account] = await platform.database.db
        .select()
        .from(billingAccounts)
        .where(eq(billingAccounts.userId, student.id));
      expect(account?.leaseOwner).not.toBeNull();
    });
    await platform.database.db
      .update(billingAccounts)
      .set({ leaseUntil: new Date(0) })
      .where(eq(billingAccounts.userId, student.id));
    const newer = await platform.send("POST", `/api/checkout-sessions/${sessionId}/reconciliation`, { as: student });
    expect(newer.json).toMatchObject({ state: "complete", access: { granted: true } });
    await eventually(async () => expect((await purchases.inboxRow(event.id))?.attempts).toBe(1));
    expect(await purchases.changesOf(student)).toHaveLength(1);
    expect(await purchases.changesOf(student)).toMatchObject([{ cause: "success_page" }]);
  });

  it("5. the success page before the webhook: access at once, and the later webhook changes nothing", async () => {
    const { student, sessionId } = await purchases.buySilently("weekly");
    const page = await platform.send("POST", `/api/checkout-sessions/${sessionId}/reconciliation`, { as: student });
    expect(page.json).toMatchObject({ state: "complete", planId: "weekly", access: { granted: true, plan: "weekly" } });
    const event = await purchases.newestEvent("checkout.session.completed");
    await platform.deliver(event);
    await eventually(async () => expect((await purchases.inboxRow(event.id))?.outcome).toBe("handled"));
    expect(await purchases.changesOf(student)).toHaveLength(1);
  });

  it("6. the webhook never arrives and the tab is closed: the reconciler grants", async () => {
    const { student } = await purchases.buySilently("weekly");
    expect(await platform.access(student)).toMatchObject({ granted: false });
    await platform.jobs.readMissedEvents();
    await platform.jobs.idle();
    expect(await platform.access(student)).toMatchObject({ granted: true });
  });

  it("6. not even listed by Stripe: the sweep over open sessions grants", async () => {
    const { student } = await purchases.buySilently("one-time");
    platform.time.advance(2 * 60_000);
    await platform.jobs.sweepAccounts();
    expect(await platform.access(student)).toMatchObject({ granted: true });
  });

  it("7. a handler that fails once loses no event: the retry succeeds", async () => {
    const { student, sessionId } = await purchases.buySilently("one-time");
    const fault = { method: "GET", path: `/v1/checkout/sessions/${sessionId}`, kind: "error", status: 500, times: 3 };
    await platform.sandbox("POST", "/_sandbox/faults", fault);
    const event = await purchases.newestEvent("checkout.session.completed");
    expect((await platform.deliver(event)).status).toBe(200);
    await eventually(async () =>
      expect(await purchases.inboxRow(event.id)).toMatchObject({ outcome: "failed", attempts: 1 }),
    );
    expect(await platform.access(student)).toMatchObject({ granted: false });
    platform.time.advance(10_000);
    await platform.jobs.workOffInbox();
    expect(await purchases.inboxRow(event.id)).toMatchObject({ outcome: "handled", attempts: 2, failure: null });
    expect(await platform.access(student)).toMatchObject({ granted: true });
  });

  it("8. an event of nobody we know is kept unresolved and tried again, without a crash", async () => {
    const event = await purchases.newestEvent("checkout.session.completed");
    const object = { id: "cs_test_unknown", object: "checkout.session", customer: "cus_unknown", metadata: {} };
    expect((await platform.deliver({ ...event, id: "evt_8", data: { object } })).status).toBe(200);
    await eventually(async () =>
      expect(await purchases.inboxRow("evt_8")).toMatchObject({ outcome: "unresolved", attempts: 1 }),
    );
    platform.time.advance(10_000);
    await platform.jobs.workOffInbox();
    expect(await purchases.inboxRow("evt_8")).toMatchObject({ outcome: "unresolved", attempts: 2, userId: null });
  });

  it("9. an unhandled type: 200, outcome ignored", async () => {
    const event = await purchases.newestEvent("checkout.session.completed");
    const answer = await platform.deliver({
      ...event,
      id: "evt_9",
      type: "payout.paid",
      data: { object: { id: "po_1", object: "payout" } },
    });
    expect([answer.status, answer.json]).toEqual([200, { received: true, outcome: "ignored" }]);
    expect(await purchases.inboxRow("evt_9")).toMatchObject({ outcome: "ignored" });
  });
});
