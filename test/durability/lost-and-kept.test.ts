import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkoutSessions, webhookEvents } from "../../src/billing/tables.ts";
import { eventually } from "../eventually.ts";
import { type Life, liveALife } from "../live-a-life.ts";
import { type Platform, startPlatform } from "../start-platform.ts";

describe("what the fault run found", () => {
  let platform: Platform;
  let life: Life;
  beforeAll(async () => {
    platform = await startPlatform();
    life = liveALife(platform);
  });
  afterAll(() => platform.stop());

  const plan = (fault: Record<string, unknown>) => life.control("/faults", fault);

  it.each(["error", "error_after_commit"])(
    "a failure that Stripe keeps under the customer's key (%s) keeps nobody from buying",
    async (kind) => {
      const student = await platform.signUp();
      await plan({ method: "POST", path: "/v1/customers", kind, remember: true });
      await life.buy(student, "one-time");
      await life.expectAccess(student, { granted: true, plan: "one-time" });
    },
  );

  it.each(["error", "error_after_commit"])(
    "a failure that Stripe keeps under a refund's key (%s) keeps nobody from her money, who gets it once",
    async (kind) => {
      const student = await platform.signUp();
      const own = await platform.checkout(student.id, "one-time", student);
      const friends = await platform.checkout(student.id, "one-time");
      await plan({ method: "POST", path: "/v1/refunds", kind, remember: true });
      for (const sessionId of [own, friends]) {
        await platform.pay(sessionId);
        await life.advance(2_000);
      }
      await life.settle();
      const { id } = await life.chargeOf(friends);
      expect((await platform.stripe.refunds.list({ charge: id })).data).toMatchObject([{ status: "succeeded" }]);
    },
  );

  it("a session whose row the database lost in a crash, while Stripe was asked, is known before it is handed out", async () => {
    const student = await platform.signUp();
    await plan({ method: "POST", path: "/v1/checkout/sessions", kind: "delay", delayMs: 500 });
    const asked = platform.checkout(student.id, "one-time", student);
    const { db } = platform.database;
    const mine = eq(checkoutSessions.userId, student.id);
    await eventually(async () => expect(await db.delete(checkoutSessions).where(mine).returning()).toHaveLength(1));
    const sessionId = await asked;
    expect(await db.select().from(checkoutSessions).where(mine)).toMatchObject([
      { stripeSessionId: sessionId, state: "open", planId: "one-time", caller: "owner" },
    ]);
    await platform.pay(sessionId);
    await life.settle();
    await life.expectAccess(student, { granted: true, plan: "one-time" });
  });

  it("an event that comes while the database can't be asked has failed: it is not said to be nobody's", async () => {
    const { db } = platform.database;
    const student = await platform.signUp();
    const sessionId = await platform.checkout(student.id, "weekly", student);
    await db.execute(sql`ALTER TABLE billing_customers RENAME TO out_of_reach`);
    await platform.pay(sessionId);
    const outcomes = async () =>
      (await db.select().from(webhookEvents)).filter(({ references }) => references.userId === student.id);
    await eventually(async () => {
      const outcomeOf = (await outcomes()).map(({ outcome }) => outcome);
      expect(outcomeOf).not.toEqual([]);
      expect(new Set(outcomeOf)).toEqual(new Set(["failed"]));
    });
    await db.execute(sql`ALTER TABLE out_of_reach RENAME TO billing_customers`);
    await life.pass(5_000);
    await life.expectAccess(student, { granted: true, plan: "weekly" });
  });
});
