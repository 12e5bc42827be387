import { desc, eq } from "drizzle-orm";
import type Stripe from "stripe";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../../test/eventually.ts";
import { type Platform, startPlatform } from "../../../test/start-platform.ts";
import { type Purchases, watchPurchases } from "../../../test/watch-purchases.ts";
import { webhookEvents } from "../tables.ts";

const HOUR = 3_600_000;

describe("what grants access, and what does not", () => {
  let platform: Platform;
  let purchases: Purchases;
  beforeAll(async () => {
    platform = await startPlatform();
    purchases = watchPurchases(platform);
  });
  afterEach(() => purchases.calm());
  afterAll(() => platform.stop());

  it("13. weekly while weekly is live, or anything while lifetime: 409 and no Stripe session", async () => {
    const student = await platform.signUp();
    const ask = (planId: string) =>
      platform.send("POST", "/api/create-checkout-session", { json: { userId: student.id, planId }, as: student });
    await platform.pay(await platform.checkout(student.id, "weekly", student));
    await purchases.expectAccess(student, { granted: true });
    const weekly = await ask("weekly");
    expect([weekly.status, weekly.json]).toEqual([409, { error: "You already have a weekly subscription" }]);
    await platform.pay(await platform.checkout(student.id, "one-time", student));
    await purchases.expectAccess(student, { plan: "one-time" });
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
    await purchases.expectAccess(student, { plan: "weekly" });
    await platform.pay(await platform.checkout(student.id, "one-time", student));
    await purchases.expectAccess(student, { plan: "one-time", reason: "lifetime_paid" });
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
    const { student } = await purchases.buySilently("one-time");
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
    await purchases.expectAccess(student, { granted: true });
  });

  it("20. an incomplete subscription gives nothing; when it expires the user can buy again", async () => {
    const { student } = await purchases.buySilently("weekly");
    const subscription = (await purchases.newestEvent("customer.subscription.created")).data
      .object as Stripe.Subscription;
    await platform.sandbox("POST", `/_sandbox/subscriptions/${subscription.id}`, { status: "incomplete" });
    await platform.deliver({
      ...(await purchases.newestEvent("customer.subscription.updated")),
      id: "evt_20_incomplete",
    });
    await purchases.expectAccess(student, { granted: false, reason: "no_purchase" });
    await platform.sandbox("POST", `/_sandbox/subscriptions/${subscription.id}`, { status: "incomplete_expired" });
    await platform.deliver({ ...(await purchases.newestEvent("customer.subscription.updated")), id: "evt_20_expired" });
    await purchases.expectAccess(student, { granted: false, reason: "no_purchase" });
    expect(await platform.checkout(student.id, "weekly", student)).toMatch(/^cs_test_/);
  });

  it.each([
    ["succeeded", { granted: true, reason: "lifetime_paid" }],
    ["failed", { granted: false }],
  ] as const)("21. completed but unpaid gives nothing until the payment has %s", async (outcome, after) => {
    const student = await platform.signUp();
    const sessionId = await platform.checkout(student.id, "one-time", student);
    await platform.pay(sessionId, { payment_status: "unpaid" });
    await purchases.expectAccess(student, { granted: false, reason: "payment_pending" });
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
    await purchases.expectAccess(student, { granted: true, plan: "one-time" });
  });

  it("26. an e-mail, changed or equal to another user's, never links customers", async () => {
    const [buyer, other] = [await platform.signUp(), await platform.signUp()];
    await platform.pay(await platform.checkout(buyer.id, "weekly", buyer));
    await purchases.expectAccess(buyer, { granted: true });
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
    const { student, sessionId } = await purchases.buySilently("one-time");
    const event = await purchases.newestEvent("checkout.session.completed");
    const object = { id: sessionId, object: "checkout.session", payment_status: "unpaid", status: "open" };
    await platform.deliver({ ...event, id: "evt_27_version", api_version: "2031-01-01.future", data: { object } });
    await purchases.expectAccess(student, { granted: true, reason: "lifetime_paid" });
  });

  it("27. an event of the other mode than the key's: 200, ignored, alarm", async () => {
    const { student } = await purchases.buySilently("one-time");
    const event = await purchases.newestEvent("checkout.session.completed");
    const answer = await platform.deliver({ ...event, id: "evt_27_live", livemode: true });
    expect([answer.status, answer.json]).toEqual([200, { received: true, outcome: "ignored" }]);
    expect(platform.logged()).toContain('"eventId":"evt_27_live"');
    expect(await platform.access(student)).toMatchObject({ granted: false });
  });

  it("29. somebody else's session on the success page: no grant and no data", async () => {
    const { sessionId } = await purchases.buySilently("one-time");
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
