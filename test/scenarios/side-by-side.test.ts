import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY, HOUR, type Life, liveALife, WEEK } from "../live-a-life.ts";
import { type Platform, startPlatform } from "../start-platform.ts";

describe("lifetime beside a running subscription", () => {
  let platform: Platform;
  let life: Life;
  beforeAll(async () => {
    platform = await startPlatform();
    life = liveALife(platform);
  });
  afterAll(() => platform.stop());

  it("14. lifetime during a past-due week: the week is canceled at once and its invoice voided", async () => {
    const { student, sessionId } = await life.buyer("weekly", { card: "4000000000000341" });
    await life.pass(WEEK + 2 * HOUR);
    await life.buy(student, "one-time");
    await life.expectAccess(student, { granted: true, plan: "one-time" });
    expect(await life.subscriptionOf(sessionId)).toMatchObject({ status: "canceled" });
    const [invoice] = await life.invoicesOf(sessionId);
    expect(invoice).toMatchObject({ status: "void" });
    await life.pass(8 * DAY);
    expect(await life.invoicesOf(sessionId)).toHaveLength(2);
  });

  it("14. the end at Stripe's own portal undone: it is ended again, so that nobody pays twice", async () => {
    const { student, sessionId } = await life.buyer("weekly");
    await life.buy(student, "one-time");
    const subscription = await life.subscriptionOf(sessionId);
    expect(subscription).toMatchObject({ cancel_at_period_end: true });
    await platform.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false });
    await life.settle();
    expect(await life.subscriptionOf(sessionId)).toMatchObject({ cancel_at_period_end: true });
    expect((await life.resume(student)).status).toBe(409);
    // The mail about lifetime has said that the week does not renew.
    expect(await life.mailsTo(student)).toEqual(["purchase", "purchase", "resumed"]);
  });

  it("15. that lifetime refunded: what is left of the paid week, then none, and nothing is revived", async () => {
    const { student, sessionId } = await life.buyer("weekly");
    const until = (await platform.access(student)).until;
    const lifetime = await life.buy(student, "one-time");
    await life.refund(await life.chargeOf(lifetime));
    await life.expectAccess(student, { granted: true, plan: "weekly", reason: "paid_period_left", until });
    expect(await life.subscriptionOf(sessionId)).toMatchObject({ status: "active", cancel_at_period_end: true });
    await life.pass(WEEK + HOUR);
    await life.expectAccess(student, { granted: false });
    expect(await life.subscriptionOf(sessionId)).toMatchObject({ status: "canceled" });
    expect(await life.mailsTo(student)).toEqual(["purchase", "purchase", "refund", "access_ended"]);
  });
});

describe("payments that take their time, or are nothing", () => {
  let platform: Platform;
  let life: Life;
  beforeAll(async () => {
    platform = await startPlatform();
    life = liveALife(platform);
  });
  afterAll(() => platform.stop());

  it("21. completed but unpaid: none until the money comes", async () => {
    const { student, sessionId } = await life.buyer("one-time", { payment_status: "unpaid" });
    await life.expectAccess(student, { granted: false, reason: "payment_pending" });
    await life.control(`/checkout-sessions/${sessionId}/async`, { outcome: "succeeded" });
    await life.settle();
    await life.expectAccess(student, { granted: true, plan: "one-time" });
    expect(await life.mailsTo(student)).toEqual(["purchase"]);
  });

  it("21. completed but unpaid, and the money never comes: none", async () => {
    const { student, sessionId } = await life.buyer("one-time", { payment_status: "unpaid" });
    await life.control(`/checkout-sessions/${sessionId}/async`, { outcome: "failed" });
    await life.settle();
    await life.expectAccess(student, { granted: false });
    expect(await life.mailsTo(student)).toEqual([]);
  });

  it.each(["one-time", "weekly"] as const)("21. a coupon of 100 %%: granted (%s)", async (planId) => {
    const { student } = await life.buyer(planId, { payment_status: "no_payment_required" });
    await life.expectAccess(student, { granted: true, plan: planId });
    expect(await life.mailsTo(student)).toEqual(["purchase"]);
  });

  it("3. two events within one second, in either order: Stripe's latest state", async () => {
    const { student, sessionId } = await life.buyer("weekly");
    await life.control("/webhooks/drop", { all: true });
    const { id } = await life.subscriptionOf(sessionId);
    await platform.stripe.subscriptions.update(id, { cancel_at_period_end: true });
    await platform.stripe.subscriptions.update(id, { cancel_at_period_end: false });
    await life.control("/webhooks/drop", { all: false });
    const { data } = await platform.stripe.events.list({ type: "customer.subscription.updated", limit: 2 });
    const sameSecond = data.map((event) => ({ ...event, created: data[0]?.created }));
    for (const event of sameSecond) expect((await platform.deliver(event)).status).toBe(200);
    await life.settle();
    await life.expectAccess(student, { granted: true, reason: "subscription_active" });
  });
});

describe("25. an end from outside", () => {
  let platform: Platform;
  let life: Life;
  beforeAll(async () => {
    platform = await startPlatform();
    life = liveALife(platform);
  });
  afterAll(() => platform.stop());

  it("25. the customer deleted at Stripe: weekly ends, and the next checkout makes a new customer", async () => {
    const { student, sessionId } = await life.buyer("weekly");
    const { customer } = await life.subscriptionOf(sessionId);
    await platform.stripe.customers.del(String(customer));
    await life.settle();
    await life.expectAccess(student, { granted: false, reason: "subscription_ended" });
    const again = await life.buy(student, "weekly");
    await life.expectAccess(student, { granted: true, plan: "weekly" });
    expect((await life.subscriptionOf(again)).customer).not.toBe(customer);
  });

  it("25. the customer deleted at Stripe a moment ago, before any event told us: the checkout works all the same", async () => {
    const student = await platform.signUp();
    await platform.checkout(student.id, "weekly", student);
    const [customer] = (await platform.stripe.customers.list({ email: student.email })).data;
    await life.control("/webhooks/drop", { all: true });
    await platform.stripe.customers.del(customer?.id ?? "");
    await life.control("/webhooks/drop", { all: false });
    await life.buy(student, "one-time");
    await life.expectAccess(student, { granted: true, plan: "one-time" });
  });

  it("25. the customer deleted at Stripe: lifetime stays", async () => {
    const { student, sessionId } = await life.buyer("one-time");
    const { customer } = await platform.stripe.checkout.sessions.retrieve(sessionId);
    await platform.stripe.customers.del(String(customer));
    await life.settle();
    await life.pass(2 * DAY);
    await platform.jobs.sweepAccounts();
    await life.expectAccess(student, { granted: true, plan: "one-time" });
  });

  it("25. the account deleted: billing ends first, open sessions close, and late events revive nothing", async () => {
    const { student, sessionId } = await life.buyer("weekly");
    const open = await platform.checkout(student.id, "one-time", student);
    const guests = await platform.checkout(student.id, "one-time");
    const paid = (await platform.stripe.events.list({ type: "checkout.session.completed", limit: 1 })).data[0];
    const answer = await platform.send("DELETE", "/api/account", { as: student, json: { password: student.password } });
    expect(answer.status, answer.text).toBe(204);
    await life.settle();
    expect(await life.subscriptionOf(sessionId)).toMatchObject({ status: "canceled" });
    for (const each of [open, guests]) {
      expect(await platform.stripe.checkout.sessions.retrieve(each)).toMatchObject({ status: "expired" });
    }
    expect((await platform.deliver({ ...paid, id: "evt_late" })).status).toBe(200);
    await platform.jobs.idle();
    const later = await platform.send("POST", "/api/create-checkout-session", {
      json: { userId: student.id, planId: "weekly" },
    });
    expect([later.status, later.json]).toEqual([400, { error: "Unknown userId" }]);
  });
});
