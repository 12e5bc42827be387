import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Billing, openBilling } from "../../../test/open-billing.ts";
import { nextLook } from "../access/next-look.ts";
import { EMPTY_SNAPSHOT } from "../access/snapshot.ts";
import { DAY, HOUR, WEEK } from "../access/snapshots.fixture.ts";
import { billingCounts } from "../metrics.ts";
import { billingAccounts, billingCustomers } from "../tables.ts";
import { fetchSnapshot } from "./fetch-snapshot.ts";
import { type Lease, releaseLease, takeLease } from "./lease.ts";
import { reconcileUnderLease, reconcileUser } from "./reconcile-user.ts";
import { Superseded, storeSnapshot } from "./store-snapshot.ts";

describe("a user brought up to Stripe's state", () => {
  let billing: Billing;
  beforeAll(async () => {
    billing = await openBilling();
  });
  afterAll(() => billing.close());

  const reconcile = (userId: string, cause = "test") => reconcileUser(billing.ctx, userId, cause);
  const take = async (userId: string) => {
    const lease = await takeLease(billing.db, userId);
    if (typeof lease === "string") throw new Error(lease);
    return lease;
  };
  /** Other reasons than a purchase for access to change. */
  const subscriptionOf = async (userId: string) => {
    const id = (await billing.accountOf(userId))?.snapshot?.subscriptions[0]?.subscriptionId;
    if (id === undefined) throw new Error("no subscription");
    return id;
  };

  it("has what Stripe says kept, the time of it, the next look, and the lease given back", async () => {
    const { userId } = await billing.addBuyer("weekly");
    const before = billing.ctx.clock().getTime();
    expect(await reconcile(userId)).toBe(true);
    const account = await billing.accountOf(userId);
    const { snapshot, snapshotAt } = account ?? {};
    expect(snapshot?.subscriptions).toMatchObject([{ status: "active", plan: "weekly" }]);
    const at = snapshotAt?.getTime() ?? 0;
    expect(at).toBeGreaterThanOrEqual(before);
    expect(account).toMatchObject({
      access: { granted: true, plan: "weekly", reason: "subscription_active" },
      lookAt: new Date(nextLook(snapshot ?? EMPTY_SNAPSHOT, at) ?? 0),
      leaseOwner: null,
      leaseUntil: null,
    });
    expect(account?.done).toBe(account?.wanted);
  });

  it("has the change of access written down with its cause, once", async () => {
    const { userId } = await billing.addBuyer("one-time");
    await reconcile(userId, "evt_1");
    await reconcile(userId, "evt_2");
    expect(await billing.changesOf(userId)).toMatchObject([
      { granted: true, plan: "one-time", until: null, reason: "lifetime_paid", cause: "evt_1", at: expect.any(Date) },
    ]);
  });

  it("has each change of plan, of reason and of the end written down, and counted", async () => {
    const counted = async () => {
      const { values } = await billingCounts.accessChanges.get();
      return values.reduce((sum, { value }) => sum + value, 0);
    };
    const before = await counted();
    const { userId } = await billing.addBuyer("weekly");
    await reconcile(userId, "bought");
    const until = new Date((await billing.accountOf(userId))?.access?.until ?? 0);
    const subscriptionId = await subscriptionOf(userId);
    await billing.stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: true });
    await reconcile(userId, "canceled");
    await billing.pay(await billing.checkOut(userId, "one-time"));
    await reconcile(userId, "lifetime");
    const changes = await billing.changesOf(userId);
    expect(changes.map(({ cause, plan, reason, until }) => [cause, plan, reason, until])).toEqual([
      ["bought", "weekly", "subscription_active", until],
      ["canceled", "weekly", "paid_period_left", until],
      ["lifetime", "one-time", "lifetime_paid", null],
    ]);
    expect(await counted()).toBe(before + 3);
  });

  it("learns what became of the checkout", async () => {
    const { userId, sessionId } = await billing.addBuyer("weekly");
    expect(await billing.sessionRow(sessionId)).toMatchObject({ state: "open", subscriptionId: null });
    await reconcile(userId);
    expect(await billing.sessionRow(sessionId)).toMatchObject({
      state: "complete",
      subscriptionId: await subscriptionOf(userId),
      paymentIntentId: null,
    });
    const lifetime = await billing.addBuyer("one-time");
    await reconcile(lifetime.userId);
    const { payment_intent } = await billing.stripe.checkout.sessions.retrieve(lifetime.sessionId);
    expect(await billing.sessionRow(lifetime.sessionId)).toMatchObject({
      state: "complete",
      subscriptionId: null,
      paymentIntentId: payment_intent,
    });
  });

  it("never gets a guest's customer for her own", async () => {
    const { userId } = await billing.addBuyer("weekly", "guest");
    await reconcile(userId);
    expect(await billing.accountOf(userId)).toMatchObject({ access: { granted: true } });
    expect(await billing.customersOf(userId)).toEqual([]);
  });

  it("gets the customer of her own checkout for her own once that is paid, though it was not known to be", async () => {
    const userId = await billing.addUser();
    const sessionId = await billing.checkOut(userId, "weekly");
    const [made] = await billing.customersOf(userId);
    const forget = () => billing.db.delete(billingCustomers).where(eq(billingCustomers.userId, userId));
    await forget();
    await reconcile(userId);
    expect(await billing.customersOf(userId)).toEqual([]);
    await billing.pay(sessionId);
    await reconcile(userId);
    expect(await billing.customersOf(userId)).toMatchObject([{ customerId: made?.customerId, deletedAt: null }]);
    await reconcile(userId);
    expect(await billing.customersOf(userId)).toHaveLength(1);
  });

  it("is nobody where there is no such account", async () => {
    expect(await reconcile("user_nobody")).toBe(false);
    expect(await billing.accountOf("user_nobody")).toBeUndefined();
  });

  it("stays closed once the account was deleted, and the lease is given back", async () => {
    const { userId } = await billing.addBuyer("weekly");
    await reconcile(userId);
    const closedAt = billing.ctx.clock();
    await billing.db.update(billingAccounts).set({ closedAt }).where(eq(billingAccounts.userId, userId));
    const before = await billing.accountOf(userId);
    await billing.stripe.subscriptions.cancel(await subscriptionOf(userId));
    expect(await billing.watchCalls(async () => expect(await reconcile(userId)).toBe(false))).toEqual([]);
    expect(await billing.accountOf(userId)).toEqual({ ...before, wanted: (before?.wanted ?? 0) + 1 });
  });

  it("five times at once is fetched less often than that, and everybody gets the answer", async () => {
    const { userId } = await billing.addBuyer("one-time");
    const calls = await billing.watchCalls(async () => {
      const answers = await Promise.all([1, 2, 3, 4, 5].map((each) => reconcile(userId, `call ${each}`)));
      expect(answers).toEqual([true, true, true, true, true]);
    });
    expect(calls.filter((call) => call.includes("/checkout/sessions/")).length).toBeLessThanOrEqual(2);
    const account = await billing.accountOf(userId);
    expect(account).toMatchObject({ access: { granted: true }, done: account?.wanted, leaseOwner: null });
    expect(await billing.changesOf(userId)).toHaveLength(1);
  });

  it("waits for whoever fetches now, and asks no more when that fetch has answered it", async () => {
    const { userId } = await billing.addBuyer("one-time");
    const lease = await take(userId);
    let answered = false;
    const waiting = reconcile(userId, "late").finally(() => {
      answered = true;
    });
    await expect.poll(async () => (await billing.accountOf(userId))?.wanted, { interval: 5 }).toBe(1);
    const calls = await billing.watchCalls(async () => {
      const fetched = await fetchSnapshot(billing.ctx, userId);
      expect(answered).toBe(false);
      await storeSnapshot(billing.ctx, { ...lease, wanted: 1 }, fetched, "early");
      expect(await waiting).toBe(true);
    });
    expect(calls.filter((call) => call.includes("/checkout/sessions/"))).toHaveLength(1);
    expect(await billing.changesOf(userId)).toMatchObject([{ cause: "early" }]);
    expect((await billing.accountOf(userId))?.leaseOwner).toBe(lease.owner);
    await releaseLease(billing.db, lease);
  });

  it("is left as she was when Stripe fails: the fetch stays wanted, and the lease is free", async () => {
    const { userId } = await billing.addBuyer("one-time");
    const failing = { method: "GET", path: "/v1/checkout/sessions/", kind: "error", status: 500, times: 3 };
    await billing.control("/faults", failing);
    await expect(reconcile(userId)).rejects.toThrow();
    expect(await billing.accountOf(userId)).toMatchObject({ wanted: 1, done: 0, snapshot: null, leaseOwner: null });
    expect(await reconcile(userId)).toBe(true);
    expect(await billing.accountOf(userId)).toMatchObject({ wanted: 2, done: 2, access: { granted: true } });
  });

  it("has what was bought twice put right at once", async () => {
    const userId = await billing.addUser();
    const kept = await billing.checkOut(userId, "weekly");
    const second = await billing.checkOut(userId, "weekly", "guest");
    await billing.pay(kept);
    billing.advance(5_000);
    await billing.pay(second);
    expect(await reconcile(userId, "evt_both")).toBe(true);
    const { snapshot, access } = (await billing.accountOf(userId)) ?? {};
    expect(access).toMatchObject({ granted: true, reason: "subscription_active" });
    const status = (await billing.stripe.checkout.sessions.retrieve(second, { expand: ["subscription"] })).subscription;
    expect(status).toMatchObject({ status: "canceled" });
    expect(snapshot?.subscriptions.map((each) => [each.status, each.latestCharge?.amountRefunded])).toEqual(
      expect.arrayContaining([
        ["active", 0],
        ["canceled", 1900],
      ]),
    );
    expect((await billing.changesOf(userId)).map(({ cause }) => cause)).toEqual(["evt_both", "correction"]);
    const corrections = (await billing.tasksOf(userId)).filter(({ task }) => task.type === "correction");
    expect(corrections.map(({ state, attempts }) => [state, attempts])).toEqual([
      ["done", 1],
      ["done", 1],
    ]);
  });

  it("has access at once though a correction fails, which is left to be tried again", async () => {
    const { userId } = await billing.addBuyer("weekly");
    await billing.pay(await billing.checkOut(userId, "one-time", "guest"));
    await billing.control("/faults", { method: "POST", path: "/v1/subscriptions", kind: "error", times: 3 });
    const calls = await billing.watchCalls(async () => expect(await reconcile(userId)).toBe(true));
    expect(await billing.accountOf(userId)).toMatchObject({ access: { plan: "one-time" }, leaseOwner: null });
    expect(await billing.tasksOf(userId)).toContainEqual(
      expect.objectContaining({ state: "due", attempts: 1, id: expect.stringContaining("end_subscription:") }),
    );
    expect(new Set(calls.filter((call) => call.startsWith("POST"))).size).toBe(1);
  });

  it("under a lease that is held: stored and told, corrections left to the outbox, the lease kept", async () => {
    const { userId } = await billing.addBuyer("weekly");
    await billing.pay(await billing.checkOut(userId, "one-time", "guest"));
    const lease = await take(userId);
    const after: Lease = await reconcileUnderLease(billing.ctx, lease, "checkout");
    const account = await billing.accountOf(userId);
    expect(after).toEqual({
      ...lease,
      wanted: lease.wanted + 1,
      done: lease.wanted + 1,
      snapshot: account?.snapshot,
      access: account?.access,
    });
    expect(account).toMatchObject({ done: after.done, wanted: after.wanted, leaseOwner: lease.owner });
    expect(account?.leaseUntil).not.toBeNull();
    expect(await billing.tasksOf(userId)).toContainEqual(
      expect.objectContaining({ state: "due", attempts: 0, id: expect.stringContaining("end_subscription:") }),
    );
    await releaseLease(billing.db, lease);
  });

  it.each([
    ["whose lease somebody else has", { owner: "somebody else" }],
    ["that answers no more than what was answered already", { wanted: 1 }],
    ["of somebody else", { userId: "user_nobody" }],
  ])("is not overwritten by a fetch %s", async (_, change) => {
    const { userId } = await billing.addBuyer("weekly");
    await reconcile(userId);
    const lease = await take(userId);
    const before = await billing.accountOf(userId);
    const nothing = { snapshot: EMPTY_SNAPSHOT, sessions: [], goneCustomerIds: [] };
    const late = { ...lease, wanted: lease.wanted + 1, ...change };
    await expect(storeSnapshot(billing.ctx, late, nothing, "late")).rejects.toThrow(Superseded);
    expect(await billing.accountOf(userId)).toEqual(before);
    expect(await billing.changesOf(userId)).toHaveLength(1);
    await releaseLease(billing.db, lease);
  });

  it("is told of an end that came by time alone, as far as it was told of the beginning", async () => {
    const { userId } = await billing.addBuyer("weekly");
    await reconcile(userId, "bought");
    await billing.stripe.subscriptions.update(await subscriptionOf(userId), { cancel_at_period_end: true });
    await reconcile(userId, "canceled");
    billing.advance(WEEK + HOUR);
    await billing.control("/clock/advance", { seconds: 1 });
    await reconcile(userId, "reconciler");
    expect((await billing.changesOf(userId)).map(({ cause, granted }) => [cause, granted])).toEqual([
      ["bought", true],
      ["canceled", true],
      ["reconciler", false],
    ]);
    const told = (await billing.tasksOf(userId)).flatMap(({ task }) => (task.type === "mail" ? task.notice.kind : []));
    expect(told).toEqual(["purchase", "canceled", "access_ended"]);
    billing.advance(DAY);
  });
});
