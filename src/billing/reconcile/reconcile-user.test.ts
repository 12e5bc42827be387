import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Billing, openBilling } from "../../../test/open-billing.ts";
import { billingAccounts } from "../tables.ts";
import { fetchSnapshot } from "./fetch-snapshot.ts";
import { type Lease, releaseLease, takeLease } from "./lease.ts";
import { reconcileUnderLease, reconcileUser } from "./reconcile-user.ts";
import { storeSnapshot } from "./store-snapshot.ts";

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
    const [subscription] = before?.snapshot?.subscriptions ?? [];
    await billing.stripe.subscriptions.cancel(subscription?.subscriptionId ?? "");
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
});
