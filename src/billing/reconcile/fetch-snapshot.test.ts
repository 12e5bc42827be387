import { eq } from "drizzle-orm";
import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Billing, openBilling } from "../../../test/open-billing.ts";
import { HOUR, WEEK } from "../access/snapshots.fixture.ts";
import { billingCustomers, checkoutSessions } from "../tables.ts";
import { fetchSnapshot } from "./fetch-snapshot.ts";
import { reconcileUser } from "./reconcile-user.ts";

describe("what Stripe is asked about a user", () => {
  let billing: Billing;
  beforeAll(async () => {
    billing = await openBilling();
  });
  afterAll(() => billing.close());

  const fetch = (userId: string) => fetchSnapshot(billing.ctx, userId);
  const change = (sessionId: string, values: Partial<typeof checkoutSessions.$inferInsert>) =>
    billing.db.update(checkoutSessions).set(values).where(eq(checkoutSessions.stripeSessionId, sessionId));
  const pass = async (ms: number) => {
    billing.advance(ms);
    await billing.control("/clock/advance", { seconds: 1 });
  };
  const subscriptionOf = async (sessionId: string) => {
    const { subscription } = await billing.stripe.checkout.sessions.retrieve(sessionId, { expand: ["subscription"] });
    return subscription as Stripe.Subscription;
  };

  const customerOf = async (userId: string) => (await billing.customersOf(userId))[0]?.customerId ?? "";

  it("is nothing where nothing was begun", async () => {
    const userId = await billing.addUser();
    const calls = await billing.watchCalls(async () =>
      expect(await fetch(userId)).toEqual({
        snapshot: { subscriptions: [], payments: [] },
        sessions: [],
        goneCustomerIds: [],
      }),
    );
    expect(calls).toEqual([]);
  });

  it("is two questions in a first week: the session, and her subscriptions", async () => {
    const { userId, sessionId } = await billing.addBuyer("weekly");
    const calls = await billing.watchCalls(() => fetch(userId));
    expect(calls).toEqual([`GET /v1/checkout/sessions/${sessionId}`, "GET /v1/subscriptions"]);
    const { snapshot } = await fetch(userId);
    expect(snapshot.payments).toEqual([]);
    expect(snapshot.subscriptions).toMatchObject([
      { subscriptionId: (await subscriptionOf(sessionId)).id, latestCharge: { amount: 1900 } },
    ]);
  });

  it("is a guest's payment by its session alone, charge and all", async () => {
    const week = await billing.addBuyer("weekly", "guest");
    const calls = await billing.watchCalls(() => fetch(week.userId));
    expect(calls).toEqual([`GET /v1/checkout/sessions/${week.sessionId}`]);
    expect((await fetch(week.userId)).snapshot.subscriptions).toMatchObject([{ latestCharge: { amount: 1900 } }]);
    const lifetime = await billing.addBuyer("one-time", "guest");
    expect((await fetch(lifetime.userId)).snapshot).toMatchObject({
      subscriptions: [],
      payments: [{ status: "paid", charge: { amount: 24900 } }],
    });
  });

  it("is also a subscription of hers that no checkout of ours began", async () => {
    const { userId } = await billing.addBuyer("one-time");
    const items = [{ price: billing.config.stripe.weeklyPriceId }];
    const customer = await customerOf(userId);
    const { id: default_payment_method } = await billing.stripe.paymentMethods.attach("pm_card_visa", { customer });
    const made = await billing.stripe.subscriptions.create({ customer, items, default_payment_method });
    expect((await fetch(userId)).snapshot.subscriptions).toMatchObject([{ subscriptionId: made.id, status: "active" }]);
    await billing.stripe.subscriptions.cancel(made.id);
    expect((await fetch(userId)).snapshot.subscriptions).toMatchObject([
      { subscriptionId: made.id, status: "canceled" },
    ]);
  });

  it("is no subscription to anything that is not ours", async () => {
    const { userId } = await billing.addBuyer("one-time");
    const foreign = await billing.stripe.prices.create({
      currency: "usd",
      unit_amount: 1,
      recurring: { interval: "week" },
      product_data: { name: "Something else" },
    });
    const customer = await customerOf(userId);
    const { id: default_payment_method } = await billing.stripe.paymentMethods.attach("pm_card_visa", { customer });
    const items = [{ price: foreign.id }];
    await billing.stripe.subscriptions.create({ customer, items, default_payment_method });
    expect((await fetch(userId)).snapshot.subscriptions).toEqual([]);
  });

  it("is every invoice once a second week has begun, and the weeks that are in trouble are kept", async () => {
    const { userId, sessionId } = await billing.addBuyer("weekly");
    const { id: subscription } = await subscriptionOf(sessionId);
    await pass(WEEK + 2 * HOUR);
    const calls = await billing.watchCalls(() => fetch(userId));
    expect(calls).toContain("GET /v1/invoices");
    const { data } = await billing.stripe.invoices.list({ subscription });
    const first = String(data.at(-1)?.charge);
    await billing.stripe.refunds.create({ charge: first, amount: 100 });
    expect((await fetch(userId)).snapshot.subscriptions).toMatchObject([
      { latestCharge: { amountRefunded: 0 }, troubledCharges: [{ chargeId: first, amountRefunded: 100 }] },
    ]);
  });

  it("is the disputes of charges that have some, and of no other", async () => {
    const { userId, sessionId } = await billing.addBuyer("one-time");
    expect(await billing.watchCalls(() => fetch(userId))).not.toContain("GET /v1/disputes");
    const intent = await billing.stripe.checkout.sessions.retrieve(sessionId, { expand: ["payment_intent"] });
    const charge = String((intent.payment_intent as Stripe.PaymentIntent).latest_charge);
    await billing.control(`/charges/${charge}/dispute`);
    const calls = await billing.watchCalls(() => fetch(userId));
    expect(calls.filter((call) => call === "GET /v1/disputes")).toHaveLength(1);
    expect((await fetch(userId)).snapshot.payments).toMatchObject([
      { charge: { chargeId: charge, disputes: [{ status: "needs_response" }] } },
    ]);
    const week = await billing.addBuyer("weekly");
    await billing.control(`/charges/${await chargeOfWeek(week.sessionId)}/dispute`);
    expect((await fetch(week.userId)).snapshot.subscriptions).toMatchObject([
      { latestCharge: { disputes: [{ status: "needs_response" }] } },
    ]);
  });

  const chargeOfWeek = async (sessionId: string) => {
    const { latest_invoice } = await subscriptionOf(sessionId);
    return String((await billing.stripe.invoices.retrieve(String(latest_invoice))).charge);
  };

  it("is not a session that was never paid and can't be any more, nor one that Stripe has not named yet", async () => {
    const userId = await billing.addUser();
    const sessionId = await billing.checkOut(userId, "weekly", "guest");
    expect((await fetch(userId)).sessions).toHaveLength(1);
    for (const state of ["expired", "failed"] as const) {
      await change(sessionId, { state });
      expect((await fetch(userId)).sessions).toEqual([]);
    }
    await change(sessionId, { state: "open", stripeSessionId: null });
    expect((await fetch(userId)).sessions).toEqual([]);
  });

  it("is nobody else's sessions", async () => {
    await billing.addBuyer("one-time");
    expect((await fetch(await billing.addUser())).sessions).toEqual([]);
  });

  it("is asked in the order in which it was begun", async () => {
    const userId = await billing.addUser();
    const first = await billing.checkOut(userId, "weekly", "guest");
    billing.advance(1_000);
    const second = await billing.checkOut(userId, "one-time", "owner");
    await change(first, { state: "open" });
    const { sessions } = await fetch(userId);
    expect(sessions.map(({ row }) => row.stripeSessionId)).toEqual([first, second]);
  });

  it("a session that Stripe does not know is looked for again until it does", async () => {
    const { userId, sessionId } = await billing.addBuyer("one-time");
    await change(sessionId, { stripeSessionId: "cs_test_unknown" });
    await reconcileUser(billing.ctx, userId, "test");
    expect(await billing.sessionRow("cs_test_unknown")).toMatchObject({ state: "missing" });
    expect(await billing.accountOf(userId)).toMatchObject({ access: { granted: false } });
    await change("cs_test_unknown", { stripeSessionId: sessionId });
    await reconcileUser(billing.ctx, userId, "test");
    expect(await billing.sessionRow(sessionId)).toMatchObject({ state: "complete" });
    expect(await billing.accountOf(userId)).toMatchObject({ access: { granted: true } });
  });

  it("is no answer when Stripe refuses for another reason than that there is no such object", async () => {
    const { userId } = await billing.addBuyer("one-time");
    const refusal = { method: "GET", path: "/v1/checkout/sessions/", kind: "error", status: 400, times: 1 };
    await billing.control("/faults", refusal);
    await expect(fetch(userId)).rejects.toThrow();
  });

  it("tells which of her customers are gone, and they are hers no more", async () => {
    const [gone, there] = [await billing.addBuyer("weekly"), await billing.addBuyer("one-time")];
    const [customer] = await billing.customersOf(gone.userId);
    await billing.stripe.customers.del(customer?.customerId ?? "");
    expect((await fetch(there.userId)).goneCustomerIds).toEqual([]);
    expect((await fetch(gone.userId)).goneCustomerIds).toEqual([customer?.customerId]);
    await reconcileUser(billing.ctx, gone.userId, "test");
    await reconcileUser(billing.ctx, there.userId, "test");
    const now = billing.ctx.clock().getTime();
    const [deleted] = await billing.customersOf(gone.userId);
    expect(now - (deleted?.deletedAt?.getTime() ?? 0)).toBeLessThan(60_000);
    expect(await billing.customersOf(there.userId)).toMatchObject([{ deletedAt: null }]);
    expect((await fetch(gone.userId)).goneCustomerIds).toEqual([]);
  });

  it("does not ask after a customer of whose subscriptions one still runs", async () => {
    const { userId, sessionId } = await billing.addBuyer("weekly");
    await billing.stripe.subscriptions.cancel((await subscriptionOf(sessionId)).id);
    const customer = await customerOf(userId);
    const asking = `GET /v1/customers/${customer}`;
    expect(await billing.watchCalls(() => fetch(userId))).toContain(asking);
    const items = [{ price: billing.config.stripe.weeklyPriceId }];
    const { id: default_payment_method } = await billing.stripe.paymentMethods.attach("pm_card_visa", { customer });
    const { id } = await billing.stripe.subscriptions.create({ customer, items, default_payment_method });
    expect(await billing.watchCalls(() => fetch(userId))).not.toContain(asking);
    await billing.control(`/subscriptions/${id}`, { status: "incomplete_expired" });
    expect(await billing.watchCalls(() => fetch(userId))).toContain(asking);
  });

  it("takes a customer that Stripe never knew for one that is gone", async () => {
    const userId = await billing.addUser();
    const customerId = `cus_unknown_${userId}`;
    await billing.db.insert(billingCustomers).values({ customerId, userId, createdAt: billing.ctx.clock() });
    const { snapshot, goneCustomerIds } = await fetch(userId);
    expect([snapshot.subscriptions, goneCustomerIds]).toEqual([[], [customerId]]);
  });
});
