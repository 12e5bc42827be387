import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Billing, openBilling } from "../../../test/open-billing.ts";
import { EMPTY_SNAPSHOT } from "../access/snapshot.ts";
import { weekly } from "../access/snapshots.fixture.ts";
import { billingAccounts } from "../tables.ts";
import { type Lease, releaseLease, takeLease, waitForLease } from "./lease.ts";

describe("the lease on a user's billing", () => {
  let billing: Billing;
  beforeAll(async () => {
    billing = await openBilling();
  });
  afterAll(() => billing.close());

  const take = async (userId: string): Promise<Lease> => {
    const lease = await takeLease(billing.db, userId);
    if (lease === "busy" || lease === "no_user") throw new Error(lease);
    return lease;
  };
  const change = (userId: string, values: Partial<typeof billingAccounts.$inferInsert>) =>
    billing.db.update(billingAccounts).set(values).where(eq(billingAccounts.userId, userId));

  it("is had by one, and by the next once it was given back", async () => {
    const userId = await billing.addUser();
    const first = await take(userId);
    expect(await takeLease(billing.db, userId)).toBe("busy");
    await releaseLease(billing.db, first);
    expect(await billing.accountOf(userId)).toMatchObject({ leaseOwner: null, leaseUntil: null });
    const second = await take(userId);
    expect(second.owner).not.toBe(first.owner);
  });

  it("passes on when its 15 seconds are over, and can't be given back by whoever had it", async () => {
    const userId = await billing.addUser();
    const before = Date.now();
    const late = await take(userId);
    const until = (await billing.accountOf(userId))?.leaseUntil?.getTime() ?? 0;
    expect(until - before).toBeGreaterThan(14_000);
    expect(until - before).toBeLessThan(60_000);
    await change(userId, { leaseUntil: new Date(0) });
    const next = await take(userId);
    await releaseLease(billing.db, late);
    expect((await billing.accountOf(userId))?.leaseOwner).toBe(next.owner);
  });

  it("is a user's own: giving one back leaves the others'", async () => {
    const [mine, other] = [await take(await billing.addUser()), await take(await billing.addUser())];
    await releaseLease(billing.db, mine);
    expect((await billing.accountOf(other.userId))?.leaseOwner).toBe(other.owner);
  });

  it("of many who ask at the same time, for several users, one each gets it", async () => {
    const users = [await billing.addUser(), await billing.addUser()];
    const asked = [...users, ...users, ...users, "user_nobody"];
    const answers = await Promise.all(asked.map((userId) => takeLease(billing.db, userId)));
    expect(answers.at(-1)).toBe("no_user");
    for (const userId of users) {
      const got = answers.filter((each, index) => asked[index] === userId && each !== "busy");
      expect(got).toEqual([expect.objectContaining({ userId })]);
    }
  });

  it("tells what is known: nothing of a new user, else what was stored", async () => {
    const userId = await billing.addUser();
    const fresh = await take(userId);
    expect(fresh).toEqual({
      userId,
      owner: fresh.owner,
      wanted: 0,
      done: 0,
      snapshot: EMPTY_SNAPSHOT,
      access: null,
      closed: false,
    });
    const access = { granted: true, plan: "weekly", until: null, reason: "subscription_active" } as const;
    await releaseLease(billing.db, fresh);
    await change(userId, { wanted: 12, done: 11, snapshot: weekly(), access, closedAt: new Date() });
    const known = await take(userId);
    expect(known).toEqual({
      userId,
      owner: known.owner,
      wanted: 12,
      done: 11,
      snapshot: weekly(),
      access,
      closed: true,
    });
  });

  it("is waited for until it is free", async () => {
    const userId = await billing.addUser();
    const held = await take(userId);
    const waiting = waitForLease(billing.db, userId);
    expect(await takeLease(billing.db, userId)).toBe("busy");
    await releaseLease(billing.db, held);
    expect((await waiting)?.owner).toBe((await billing.accountOf(userId))?.leaseOwner);
  });

  it("is not waited for where there is no account", async () => {
    expect(await waitForLease(billing.db, "user_nobody")).toBeNull();
    expect(await billing.accountOf("user_nobody")).toBeUndefined();
  });
});
