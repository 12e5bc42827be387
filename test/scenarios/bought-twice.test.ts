import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Life, liveALife, WEEK } from "../live-a-life.ts";
import { type Platform, startPlatform } from "../start-platform.ts";

describe("something bought twice", () => {
  let platform: Platform;
  let life: Life;
  beforeAll(async () => {
    platform = await startPlatform();
    life = liveALife(platform);
  });
  afterAll(() => platform.stop());

  /** A guest's session and the owner's are both payable: the one way to pay for the same thing twice. */
  const payTwice = async (planId: "weekly" | "one-time") => {
    const student = await platform.signUp();
    const sessions = [
      await platform.checkout(student.id, planId, student),
      await platform.checkout(student.id, planId),
    ] as const;
    return { student, sessions };
  };

  it("11. two weekly sessions both paid: the oldest stays, the newer is canceled and refunded once", async () => {
    const { student, sessions } = await payTwice("weekly");
    await platform.pay(sessions[0]);
    await life.advance(5_000);
    await platform.pay(sessions[1]);
    await life.settle();
    expect(await life.subscriptionOf(sessions[0])).toMatchObject({ status: "active", cancel_at_period_end: false });
    expect(await life.subscriptionOf(sessions[1])).toMatchObject({ status: "canceled" });
    const newer = await life.weekOf(sessions[1]);
    expect(newer).toMatchObject({ refunded: true });
    expect((await platform.stripe.refunds.list({ charge: newer.id })).data).toHaveLength(1);
    expect(await life.weekOf(sessions[0])).toMatchObject({ amount_refunded: 0 });
    await life.expectAccess(student, { granted: true, plan: "weekly", reason: "subscription_active" });
    expect(await life.mailsTo(student)).toEqual(["purchase", "refund"]);
  });

  it("11. also when both are paid before any webhook comes", async () => {
    const { student, sessions } = await payTwice("weekly");
    await platform.sandbox("POST", "/_sandbox/webhooks/pause");
    for (const session of sessions) await platform.pay(session);
    await platform.sandbox("POST", "/_sandbox/webhooks/resume");
    await life.settle();
    const statuses = await Promise.all(sessions.map(async (session) => (await life.subscriptionOf(session)).status));
    expect(statuses.sort()).toEqual(["active", "canceled"]);
    const refunded = await Promise.all(sessions.map(async (session) => (await life.weekOf(session)).refunded));
    expect(refunded.sort()).toEqual([false, true]);
    await life.expectAccess(student, { granted: true, plan: "weekly" });
  });

  it("12. two lifetime payments: one grant, the second is refunded, and that refund never revokes", async () => {
    const { student, sessions } = await payTwice("one-time");
    await platform.pay(sessions[0]);
    await life.advance(5_000);
    await platform.pay(sessions[1]);
    await life.settle();
    const second = await life.chargeOf(sessions[1]);
    expect(second).toMatchObject({ refunded: true });
    expect((await platform.stripe.refunds.list({ charge: second.id })).data).toHaveLength(1);
    expect(await life.chargeOf(sessions[0])).toMatchObject({ amount_refunded: 0 });
    await life.expectAccess(student, { granted: true, plan: "one-time", reason: "lifetime_paid" });
    await life.pass(WEEK);
    await platform.jobs.sweepAccounts();
    await life.expectAccess(student, { granted: true, plan: "one-time" });
    expect(await life.mailsTo(student)).toEqual(["purchase", "refund"]);
  });

  it("12. a refund that Stripe takes but whose answer is lost is not made a second time", async () => {
    const { student, sessions } = await payTwice("one-time");
    await platform.pay(sessions[0]);
    await life.settle();
    await platform.sandbox("POST", "/_sandbox/faults", {
      method: "POST",
      path: "/v1/refunds",
      kind: "reset_after_commit",
      times: 3,
    });
    await life.advance(5_000);
    await platform.pay(sessions[1]);
    await platform.jobs.idle();
    await life.pass(60_000);
    const second = await life.chargeOf(sessions[1]);
    expect(second).toMatchObject({ refunded: true });
    expect((await platform.stripe.refunds.list({ charge: second.id })).data).toHaveLength(1);
    await life.expectAccess(student, { granted: true });
  });

  it("12. a refund that fails at the bank is left to the operator, not tried for ever", async () => {
    const { student, sessions } = await payTwice("one-time");
    await platform.pay(sessions[0]);
    await life.advance(5_000);
    await platform.pay(sessions[1]);
    await life.settle();
    const [refund] = (await platform.stripe.refunds.list({ charge: (await life.chargeOf(sessions[1])).id })).data;
    await life.control(`/refunds/${refund?.id}`, { status: "failed", failure_reason: "lost_or_stolen_card" });
    await life.settle();
    expect(await life.mailsTo(student)).toEqual(["purchase", "refund", "refund_failed"]);
    await life.expectAccess(student, { granted: true, plan: "one-time" });
    expect(platform.logged()).toContain("task given up");
  });

  it("13. a weekly session left open and paid under lifetime access is canceled and refunded", async () => {
    const student = await platform.signUp();
    const weekly = await platform.checkout(student.id, "weekly", student);
    await life.buy(student, "one-time", { as: "guest" });
    await life.pass(10_000);
    await platform.pay(weekly);
    await life.settle();
    expect(await life.subscriptionOf(weekly)).toMatchObject({ status: "canceled" });
    expect(await life.weekOf(weekly)).toMatchObject({ refunded: true });
    await life.expectAccess(student, { granted: true, plan: "one-time" });
  });
});
