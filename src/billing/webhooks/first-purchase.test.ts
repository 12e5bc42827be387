import { desc, eq } from "drizzle-orm";
import type Stripe from "stripe";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../../test/eventually.ts";
import type { Student } from "../../../test/http-client.ts";
import { type Platform, startPlatform } from "../../../test/start-platform.ts";
import { accessChanges, billingAccounts, webhookEvents } from "../tables.ts";

const HOUR = 3_600_000;

describe("a first purchase", () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterEach(async () => {
    await platform.sandbox("DELETE", "/_sandbox/faults");
    await platform.sandbox("POST", "/_sandbox/webhooks/drop", { times: 0 });
    await platform.sandbox("POST", "/_sandbox/webhooks/resume");
  });
  afterAll(() => platform.stop());

  const expectAccess = (student: Student, expected: object) =>
    eventually(async () => expect(await platform.access(student)).toMatchObject(expected));

  const newestEvent = async (type: string): Promise<Stripe.Event> => {
    const events = await platform.stripe.events.list({ type, limit: 1 });
    const event = events.data[0];
    if (event === undefined) throw new Error(`no ${type} happened`);
    return event;
  };

  const changesOf = (student: Student) =>
    platform.database.db.select().from(accessChanges).where(eq(accessChanges.userId, student.id));

  const inboxRow = async (eventId: string) => {
    const [row] = await platform.database.db.select().from(webhookEvents).where(eq(webhookEvents.eventId, eventId));
    return row;
  };

  /** Buys with the webhooks held back, so that a test decides what arrives, and when. */
  const buySilently = async (planId: "weekly" | "one-time", how: Parameters<Platform["pay"]>[1] = {}) => {
    const student = await platform.signUp();
    const sessionId = await platform.checkout(student.id, planId, student);
    await platform.sandbox("POST", "/_sandbox/webhooks/drop", { all: true });
    await platform.pay(sessionId, how);
    return { student, sessionId };
  };

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
    await expectAccess(student, { granted: true, plan: planId, reason });
    const { until } = await platform.access(student);
    if (planId === "one-time") expect(until).toBeNull();
    else expect(Date.parse(until ?? "") - platform.time.now().getTime()).toBeGreaterThan(6 * 24 * HOUR);
  });

  it("never binds a guest's customer to the account that the payment is for", async () => {
    const student = await platform.signUp();
    await platform.pay(await platform.checkout(student.id, "weekly"));
    await expectAccess(student, { granted: true });
    const exported = await platform.send("GET", "/api/account/export", { as: student });
    expect(exported.json).toMatchObject({ billing: { customers: [] } });
  });

  it("1. the same event five times at once: one grant, one audit row", async () => {
    const { student } = await buySilently("one-time");
    const event = await newestEvent("checkout.session.completed");
    const answers = await Promise.all(Array.from({ length: 5 }, () => platform.deliver(event)));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
    const outcomes = answers.map((answer) => (answer.json as { outcome: string }).outcome).sort();
    expect(outcomes).toEqual(["duplicate", "duplicate", "duplicate", "duplicate", "pending"]);
    await expectAccess(student, { granted: true });
    expect(await changesOf(student)).toMatchObject([{ granted: true, reason: "lifetime_paid", cause: event.id }]);
  });

  it("2. updated(active) before created(incomplete): active", async () => {
    const { student } = await buySilently("weekly");
    const created = await newestEvent("customer.subscription.created");
    const subscription = created.data.object as Stripe.Subscription;
    const object = (status: string) => ({ ...subscription, status });
    await platform.deliver({
      ...created,
      id: "evt_2_updated",
      type: "customer.subscription.updated",
      data: { object: object("active") },
    });
    await expectAccess(student, { granted: true, reason: "subscription_active" });
    await platform.deliver({ ...created, id: "evt_2_created", data: { object: object("incomplete") } });
    await eventually(async () => expect((await inboxRow("evt_2_created"))?.outcome).toBe("handled"));
    expect(await platform.access(student)).toMatchObject({ granted: true, reason: "subscription_active" });
  });

  it.each([
    ["canceled", "active"],
    ["active", "canceled"],
  ])("3. two events of one second (%s, then %s): Stripe's latest state", async (first, second) => {
    const { student } = await buySilently("weekly");
    const event = await newestEvent("customer.subscription.created");
    const subscription = event.data.object as Stripe.Subscription;
    await platform.stripe.subscriptions.cancel(subscription.id);
    const told = (status: string) => ({
      ...event,
      id: `evt_3_${first}_${status}`,
      type: "customer.subscription.updated",
      data: { object: { ...subscription, status } },
    });
    await Promise.all([platform.deliver(told(first)), platform.deliver(told(second))]);
    await expectAccess(student, { granted: false, reason: "subscription_ended" });
  });

  it("4. of overlapping reconciles the older fetch, finishing last, changes nothing", async () => {
    const { student, sessionId } = await buySilently("one-time");
    const event = await newestEvent("checkout.session.completed");
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
    await eventually(async () => expect((await inboxRow(event.id))?.attempts).toBe(1));
    expect(await changesOf(student)).toHaveLength(1);
    expect(await changesOf(student)).toMatchObject([{ cause: "success_page" }]);
  });

  it("5. the success page before the webhook: access at once, and the later webhook changes nothing", async () => {
    const { student, sessionId } = await buySilently("weekly");
    const page = await platform.send("POST", `/api/checkout-sessions/${sessionId}/reconciliation`, { as: student });
    expect(page.json).toMatchObject({ state: "complete", planId: "weekly", access: { granted: true, plan: "weekly" } });
    const event = await newestEvent("checkout.session.completed");
    await platform.deliver(event);
    await eventually(async () => expect((await inboxRow(event.id))?.outcome).toBe("handled"));
    expect(await changesOf(student)).toHaveLength(1);
  });

  it("6. the webhook never arrives and the tab is closed: the reconciler grants", async () => {
    const { student } = await buySilently("weekly");
    expect(await platform.access(student)).toMatchObject({ granted: false });
    await platform.jobs.readMissedEvents();
    await platform.jobs.idle();
    expect(await platform.access(student)).toMatchObject({ granted: true });
  });

  it("6. not even listed by Stripe: the sweep over open sessions grants", async () => {
    const { student } = await buySilently("one-time");
    platform.time.advance(2 * 60_000);
    await platform.jobs.sweepAccounts();
    expect(await platform.access(student)).toMatchObject({ granted: true });
  });

  it("7. a handler that fails once loses no event: the retry succeeds", async () => {
    const { student, sessionId } = await buySilently("one-time");
    const fault = { method: "GET", path: `/v1/checkout/sessions/${sessionId}`, kind: "error", status: 500, times: 3 };
    await platform.sandbox("POST", "/_sandbox/faults", fault);
    const event = await newestEvent("checkout.session.completed");
    expect((await platform.deliver(event)).status).toBe(200);
    await eventually(async () => expect(await inboxRow(event.id)).toMatchObject({ outcome: "failed", attempts: 1 }));
    expect(await platform.access(student)).toMatchObject({ granted: false });
    platform.time.advance(10_000);
    await platform.jobs.workOffInbox();
    expect(await inboxRow(event.id)).toMatchObject({ outcome: "handled", attempts: 2, failure: null });
    expect(await platform.access(student)).toMatchObject({ granted: true });
  });

  it("8. an event of nobody we know is kept unresolved and tried again, without a crash", async () => {
    const event = await newestEvent("checkout.session.completed");
    const object = { id: "cs_test_unknown", object: "checkout.session", customer: "cus_unknown", metadata: {} };
    expect((await platform.deliver({ ...event, id: "evt_8", data: { object } })).status).toBe(200);
    await eventually(async () => expect(await inboxRow("evt_8")).toMatchObject({ outcome: "unresolved", attempts: 1 }));
    platform.time.advance(10_000);
    await platform.jobs.workOffInbox();
    expect(await inboxRow("evt_8")).toMatchObject({ outcome: "unresolved", attempts: 2, userId: null });
  });

  it("9. an unhandled type: 200, outcome ignored", async () => {
    const event = await newestEvent("checkout.session.completed");
    const answer = await platform.deliver({
      ...event,
      id: "evt_9",
      type: "payout.paid",
      data: { object: { id: "po_1", object: "payout" } },
    });
    expect([answer.status, answer.json]).toEqual([200, { received: true, outcome: "ignored" }]);
    expect(await inboxRow("evt_9")).toMatchObject({ outcome: "ignored" });
  });

  it("13. weekly while weekly is live, or anything while lifetime: 409 and no Stripe session", async () => {
    const student = await platform.signUp();
    const ask = (planId: string) =>
      platform.send("POST", "/api/create-checkout-session", { json: { userId: student.id, planId }, as: student });
    await platform.pay(await platform.checkout(student.id, "weekly", student));
    await expectAccess(student, { granted: true });
    const weekly = await ask("weekly");
    expect([weekly.status, weekly.json]).toEqual([409, { error: "You already have a weekly subscription" }]);
    await platform.pay(await platform.checkout(student.id, "one-time", student));
    await expectAccess(student, { plan: "one-time" });
    const count = async () => (await platform.stripe.checkout.sessions.list({ limit: 100 })).data.length;
    const before = await count();
    for (const planId of ["weekly", "one-time"]) {
      const answer = await ask(planId);
      expect([answer.status, answer.json]).toEqual([409, { error: "You already have lifetime access" }]);
    }
    expect(await count()).toBe(before);
  });

  it("14. lifetime bought during weekly: lifetime now, and the week is not charged again", async () => {
    const student = await platform.signUp();
    await platform.pay(await platform.checkout(student.id, "weekly", student));
    await expectAccess(student, { plan: "weekly" });
    await platform.pay(await platform.checkout(student.id, "one-time", student));
    await expectAccess(student, { plan: "one-time", reason: "lifetime_paid" });
    const [customer] = (await platform.stripe.customers.list({ email: student.email })).data;
    await eventually(async () => {
      const [subscription] = (await platform.stripe.subscriptions.list({ customer: customer?.id ?? "" })).data;
      expect(subscription).toMatchObject({ status: "active", cancel_at_period_end: true });
    });
    const updates = await platform.stripe.events.list({ type: "customer.subscription.updated", limit: 100 });
    const canceling = updates.data.filter(({ data }) => {
      const { customer: of, cancel_at_period_end } = data.object as Stripe.Subscription;
      return of === customer?.id && cancel_at_period_end;
    });
    expect(canceling).toHaveLength(1);
  });

  it("13. also when the webhook of the first purchase is still on its way", async () => {
    const { student } = await buySilently("one-time");
    const answer = await platform.send("POST", "/api/create-checkout-session", {
      json: { userId: student.id, planId: "one-time" },
      as: student,
    });
    expect(answer.status).toBe(409);
  });

  it("20. a declined card gives nothing, and the same session can still be paid", async () => {
    const student = await platform.signUp();
    const sessionId = await platform.checkout(student.id, "weekly", student);
    expect((await platform.pay(sessionId, { card: "4000000000000002" })).status).toBe(402);
    expect(await platform.access(student)).toMatchObject({ granted: false });
    expect(await platform.checkout(student.id, "weekly", student)).toBe(sessionId);
    await platform.pay(sessionId);
    await expectAccess(student, { granted: true });
  });

  it("20. an incomplete subscription gives nothing; when it expires the user can buy again", async () => {
    const { student } = await buySilently("weekly");
    const subscription = (await newestEvent("customer.subscription.created")).data.object as Stripe.Subscription;
    await platform.sandbox("POST", `/_sandbox/subscriptions/${subscription.id}`, { status: "incomplete" });
    await platform.deliver({ ...(await newestEvent("customer.subscription.updated")), id: "evt_20_incomplete" });
    await expectAccess(student, { granted: false, reason: "payment_pending" });
    await platform.sandbox("POST", `/_sandbox/subscriptions/${subscription.id}`, { status: "incomplete_expired" });
    await platform.deliver({ ...(await newestEvent("customer.subscription.updated")), id: "evt_20_expired" });
    await expectAccess(student, { granted: false, reason: "no_purchase" });
    expect(await platform.checkout(student.id, "weekly", student)).toMatch(/^cs_test_/);
  });

  it.each([
    ["succeeded", { granted: true, reason: "lifetime_paid" }],
    ["failed", { granted: false }],
  ] as const)("21. completed but unpaid gives nothing until the payment has %s", async (outcome, after) => {
    const student = await platform.signUp();
    const sessionId = await platform.checkout(student.id, "one-time", student);
    await platform.pay(sessionId, { payment_status: "unpaid" });
    await expectAccess(student, { granted: false, reason: "payment_pending" });
    const page = await platform.send("POST", `/api/checkout-sessions/${sessionId}/reconciliation`, { as: student });
    expect(page.json).toMatchObject({ state: "processing" });
    await platform.sandbox("POST", `/_sandbox/checkout-sessions/${sessionId}/async`, { outcome });
    await eventually(async () => {
      const [row] = await platform.database.db
        .select()
        .from(webhookEvents)
        .where(eq(webhookEvents.type, `checkout.session.async_payment_${outcome}`))
        .orderBy(desc(webhookEvents.receivedAt));
      expect(row?.outcome).toBe("handled");
    });
    expect(await platform.access(student)).toMatchObject(after);
  });

  it("21. nothing to pay (a full discount) is granted", async () => {
    const student = await platform.signUp();
    const sessionId = await platform.checkout(student.id, "one-time", student);
    await platform.pay(sessionId, { payment_status: "no_payment_required" });
    await expectAccess(student, { granted: true, plan: "one-time" });
  });

  it("26. an e-mail, changed or equal to another user's, never links customers", async () => {
    const [buyer, other] = [await platform.signUp(), await platform.signUp()];
    await platform.pay(await platform.checkout(buyer.id, "weekly", buyer));
    await expectAccess(buyer, { granted: true });
    const customers = await platform.stripe.customers.list({ email: buyer.email });
    await platform.stripe.customers.update(customers.data[0]?.id ?? "", { email: other.email });
    platform.time.advance(7 * HOUR);
    await platform.jobs.sweepAccounts();
    const session = await platform.checkout(other.id, "weekly", other);
    const { customer } = await platform.stripe.checkout.sessions.retrieve(session);
    expect(customer).not.toBe(customers.data[0]?.id);
    expect(await platform.access(other)).toMatchObject({ granted: false });
    expect(await platform.access(buyer)).toMatchObject({ granted: true });
  });

  it("27. an event in another API version: only its ids are used", async () => {
    const { student, sessionId } = await buySilently("one-time");
    const event = await newestEvent("checkout.session.completed");
    const object = { id: sessionId, object: "checkout.session", payment_status: "unpaid", status: "open" };
    await platform.deliver({ ...event, id: "evt_27_version", api_version: "2031-01-01.future", data: { object } });
    await expectAccess(student, { granted: true, reason: "lifetime_paid" });
  });

  it("27. an event of the other mode than the key's: 200, ignored, alarm", async () => {
    const { student } = await buySilently("one-time");
    const event = await newestEvent("checkout.session.completed");
    const answer = await platform.deliver({ ...event, id: "evt_27_live", livemode: true });
    expect([answer.status, answer.json]).toEqual([200, { received: true, outcome: "ignored" }]);
    expect(platform.logged()).toContain('"eventId":"evt_27_live"');
    expect(await platform.access(student)).toMatchObject({ granted: false });
  });

  it("29. somebody else's session on the success page: no grant and no data", async () => {
    const { sessionId } = await buySilently("one-time");
    const stranger = await platform.signUp();
    const path = `/api/checkout-sessions/${sessionId}/reconciliation`;
    const theirs = await platform.send("POST", path, { as: stranger });
    const missing = await platform.send("POST", `/api/checkout-sessions/cs_test_missing/reconciliation`, {
      as: stranger,
    });
    expect([theirs.status, theirs.text]).toEqual([404, missing.text]);
    expect((await platform.send("POST", path)).status).toBe(401);
    expect(await platform.access(stranger)).toMatchObject({ granted: false });
  });

  it("30. a session that we did not make grants nothing, whatever it claims", async () => {
    const student = await platform.signUp();
    const forged = await platform.stripe.checkout.sessions.create({
      mode: "payment",
      line_items: [{ price: platform.prices.oneTime, quantity: 1 }],
      client_reference_id: student.id,
      metadata: { userId: student.id, planId: "one-time" },
      success_url: `${platform.url}/subscription/success?session_id={CHECKOUT_SESSION_ID}`,
    });
    await platform.pay(forged.id);
    await eventually(async () => {
      const rows = await platform.database.db
        .select()
        .from(webhookEvents)
        .where(eq(webhookEvents.outcome, "unresolved"));
      expect(rows.map((row) => row.references.sessionId)).toContain(forged.id);
    });
    expect(await platform.access(student)).toMatchObject({ granted: false });
  });

  it("30. a subscription to a foreign price grants nothing", async () => {
    const student = await platform.signUp();
    await platform.checkout(student.id, "weekly", student);
    const cheap = await platform.stripe.prices.create({
      currency: "usd",
      unit_amount: 1,
      recurring: { interval: "week" },
      product_data: { name: "Something else" },
    });
    const [customer] = (await platform.stripe.customers.list({ email: student.email })).data;
    const foreign = await platform.stripe.checkout.sessions.create({
      mode: "subscription",
      customer: customer?.id ?? "",
      line_items: [{ price: cheap.id, quantity: 1 }],
      success_url: "https://shop.example/",
    });
    await platform.pay(foreign.id);
    await eventually(async () => {
      const [row] = await platform.database.db
        .select()
        .from(webhookEvents)
        .where(eq(webhookEvents.userId, student.id))
        .orderBy(desc(webhookEvents.receivedAt));
      expect(row?.outcome).toBe("handled");
    });
    expect(await platform.access(student)).toMatchObject({ granted: false });
  });
});
