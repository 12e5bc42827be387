import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Billing, openBilling } from "../../../test/open-billing.ts";
import { nextLook } from "../access/next-look.ts";
import { EMPTY_SNAPSHOT } from "../access/snapshot.ts";
import { HOUR, WEEK } from "../access/snapshots.fixture.ts";
import { billingCounts } from "../metrics.ts";
import { billingCustomers } from "../tables.ts";
import { releaseLease, takeLease } from "./lease.ts";
import { reconcileUser } from "./reconcile-user.ts";
import { Superseded, storeSnapshot } from "./store-snapshot.ts";

describe("what is kept of a user's state at Stripe", () => {
  let billing: Billing;
  beforeAll(async () => {
    billing = await openBilling();
  });
  afterAll(() => billing.close());

  const reconcile = (userId: string, cause = "test") => reconcileUser(billing.ctx, userId, cause);
  const subscriptionOf = async (userId: string) => {
    const id = (await billing.accountOf(userId))?.snapshot?.subscriptions[0]?.subscriptionId;
    if (id === undefined) throw new Error("no subscription");
    return id;
  };

  it("is the snapshot, the time of it, the next look, and the lease given back", async () => {
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

  it("is a change of access with its cause, once", async () => {
    const { userId } = await billing.addBuyer("one-time");
    await reconcile(userId, "evt_1");
    await reconcile(userId, "evt_2");
    expect(await billing.changesOf(userId)).toMatchObject([
      { granted: true, plan: "one-time", until: null, reason: "lifetime_paid", cause: "evt_1", at: expect.any(Date) },
    ]);
  });

  it("is each change of plan and of reason, and it is counted", async () => {
    const REASONS = ["subscription_active", "paid_period_left", "lifetime_paid"];
    const counted = async () => {
      const { values } = await billingCounts.accessChanges.get();
      return REASONS.map((reason) => values.find(({ labels }) => labels.reason === reason)?.value ?? 0);
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
    await reconcile(userId, "no news");
    expect(await counted()).toEqual(before.map((count) => count + 1));
  });

  it("is a renewal, since the end of access has moved", async () => {
    const { userId } = await billing.addBuyer("weekly");
    await reconcile(userId, "bought");
    billing.advance(WEEK + 2 * HOUR);
    await billing.control("/clock/advance", { seconds: 1 });
    await reconcile(userId, "renewed");
    const [bought, renewed, ...more] = await billing.changesOf(userId);
    expect(renewed).toMatchObject({ cause: "renewed", reason: "subscription_active" });
    expect((renewed?.until?.getTime() ?? 0) - (bought?.until?.getTime() ?? 0)).toBe(WEEK);
    expect(more).toEqual([]);
  });

  it("is no next look where nothing was bought", async () => {
    const userId = await billing.addUser();
    await reconcile(userId);
    expect(await billing.accountOf(userId)).toMatchObject({ done: 1, lookAt: null });
  });

  it("is not written anew of a checkout of which nothing is new", async () => {
    const { userId, sessionId } = await billing.addBuyer("weekly");
    const version = async () => {
      const { rows } = await billing.db.execute(
        sql`SELECT xmin::text FROM checkout_sessions WHERE stripe_session_id = ${sessionId}`,
      );
      return rows;
    };
    const before = await version();
    await reconcile(userId);
    const after = await version();
    expect(after).not.toEqual(before);
    await reconcile(userId);
    expect(await version()).toEqual(after);
  });

  it("is what became of the checkout", async () => {
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

  it("is never a guest's customer as her own", async () => {
    const { userId } = await billing.addBuyer("weekly", "guest");
    await reconcile(userId);
    expect(await billing.accountOf(userId)).toMatchObject({ access: { granted: true } });
    expect(await billing.customersOf(userId)).toEqual([]);
  });

  it("is the customer of her own checkout as hers once that is paid, though it was not known to be", async () => {
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

  it.each([
    ["whose lease somebody else has", { owner: "somebody else" }],
    ["that answers no more than what was answered already", { wanted: 1 }],
    ["of somebody else", { userId: "user_nobody" }],
  ])("is not overwritten by a fetch %s", async (_, change) => {
    const { userId } = await billing.addBuyer("weekly");
    await reconcile(userId);
    const lease = await takeLease(billing.db, userId);
    if (typeof lease === "string") throw new Error(lease);
    const before = await billing.accountOf(userId);
    const nothing = { snapshot: EMPTY_SNAPSHOT, sessions: [], goneCustomerIds: [] };
    const late = { ...lease, wanted: lease.wanted + 1, ...change };
    const refusal = await storeSnapshot(billing.ctx, late, nothing, "late").catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Superseded);
    expect(String(refusal)).toBe("Superseded: the lease was lost while fetching");
    expect(await billing.accountOf(userId)).toEqual(before);
    expect(await billing.changesOf(userId)).toHaveLength(1);
    await releaseLease(billing.db, lease);
  });

  it("is an end of access too, and she is told of it", async () => {
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
  });
});
