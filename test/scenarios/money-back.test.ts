import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY, HOUR, type Life, liveALife, WEEK } from "../live-a-life.ts";
import { type Platform, startPlatform } from "../start-platform.ts";

describe("money that goes back", () => {
  let platform: Platform;
  let life: Life;
  beforeAll(async () => {
    platform = await startPlatform();
    life = liveALife(platform);
  });
  afterAll(() => platform.stop());

  it("22. a full refund of lifetime revokes; a partial one keeps", async () => {
    const { student, sessionId } = await life.buyer("one-time");
    const charge = await life.chargeOf(sessionId);
    await life.refund(charge, 5_000);
    await life.expectAccess(student, { granted: true, plan: "one-time" });
    await life.refund(charge);
    await life.expectAccess(student, { granted: false, reason: "refunded" });
    expect(await life.mailsTo(student)).toEqual(["purchase", "refund", "refund"]);
    await life.buy(student, "one-time");
    await life.expectAccess(student, { granted: true, plan: "one-time" });
  });

  it("22. a refund that fails restores lifetime access", async () => {
    const { student, sessionId } = await life.buyer("one-time");
    const refund = await life.refund(await life.chargeOf(sessionId));
    await life.expectAccess(student, { granted: false });
    await life.control(`/refunds/${refund.id}`, { status: "failed", failure_reason: "expired_or_canceled_card" });
    await life.settle();
    await life.expectAccess(student, { granted: true, plan: "one-time", reason: "lifetime_paid" });
    expect(await life.mailsTo(student)).toEqual(["purchase", "refund", "refund_failed"]);
  });

  it("23. a week refunded in full: revoked, and the subscription is canceled", async () => {
    const { student, sessionId } = await life.buyer("weekly");
    await life.refund(await life.weekOf(sessionId));
    await life.expectAccess(student, { granted: false, reason: "refunded" });
    expect(await life.subscriptionOf(sessionId)).toMatchObject({ status: "canceled" });
    await life.pass(WEEK + 2 * HOUR);
    expect(await life.invoicesOf(sessionId)).toHaveLength(1);
    expect(await life.mailsTo(student)).toEqual(["purchase", "refund"]);
  });

  it("23. part of a week refunded: nothing ends", async () => {
    const { student, sessionId } = await life.buyer("weekly");
    await life.refund(await life.weekOf(sessionId), 500);
    await life.expectAccess(student, { granted: true, reason: "subscription_active" });
    expect(await life.subscriptionOf(sessionId)).toMatchObject({ status: "active", cancel_at_period_end: false });
  });

  it("23. an earlier week refunded: the present one is still paid and goes on", async () => {
    const { student, sessionId } = await life.buyer("weekly");
    const first = await life.weekOf(sessionId);
    await life.pass(WEEK + 2 * HOUR);
    await life.refund(first);
    await life.expectAccess(student, { granted: true, reason: "subscription_active" });
    expect(await life.subscriptionOf(sessionId)).toMatchObject({ status: "active", cancel_at_period_end: false });
    expect(await life.mailsTo(student)).toEqual(["purchase", "refund"]);
  });

  it("23. a week whose refund fails is the buyer's to its end, and renews no more", async () => {
    const { student, sessionId } = await life.buyer("weekly");
    const until = (await platform.access(student)).until;
    const refund = await life.refund(await life.weekOf(sessionId));
    await life.control(`/refunds/${refund.id}`, { status: "failed", failure_reason: "lost_or_stolen_card" });
    await life.settle();
    await life.expectAccess(student, { granted: true, reason: "paid_period_left", until });
    await life.pass(WEEK);
    await life.expectAccess(student, { granted: false });
  });
});

describe("24. a disputed payment", () => {
  let platform: Platform;
  let life: Life;
  beforeAll(async () => {
    platform = await startPlatform();
    life = liveALife(platform);
  });
  afterAll(() => platform.stop());

  it.each(["owner", "guest"] as const)("24. suspends lifetime; won, it is restored (paid by %s)", async (payer) => {
    const { student, sessionId } = await life.buyer("one-time", payer === "guest" ? { as: "guest" } : {});
    const dispute = await life.dispute(await life.chargeOf(sessionId));
    await life.expectAccess(student, { granted: false, reason: "disputed" });
    await life.decideDispute(dispute, "under_review");
    await life.expectAccess(student, { granted: false, reason: "disputed" });
    await life.decideDispute(dispute, "won");
    await life.expectAccess(student, { granted: true, plan: "one-time" });
    expect(await life.mailsTo(student)).toEqual(["purchase", "dispute_opened", "dispute_closed"]);
  });

  it("24. lost, lifetime is revoked for good", async () => {
    const { student, sessionId } = await life.buyer("one-time");
    const dispute = await life.dispute(await life.chargeOf(sessionId));
    await life.decideDispute(dispute, "lost");
    await life.pass(DAY);
    await life.expectAccess(student, { granted: false, reason: "disputed" });
  });

  it.each(["one-time", "weekly"] as const)("24. an inquiry keeps access (%s)", async (planId) => {
    const { student, sessionId } = await life.buyer(planId);
    const charge = planId === "weekly" ? await life.weekOf(sessionId) : await life.chargeOf(sessionId);
    const inquiry = await life.dispute(charge, { inquiry: true });
    await life.expectAccess(student, { granted: true, plan: planId });
    await life.decideDispute(inquiry, "warning_closed");
    await life.expectAccess(student, { granted: true, plan: planId });
    expect(await life.mailsTo(student)).toEqual(["purchase", "dispute_opened", "dispute_closed"]);
  });

  it("24. an inquiry that grows into a dispute suspends", async () => {
    const { student, sessionId } = await life.buyer("one-time");
    const inquiry = await life.dispute(await life.chargeOf(sessionId), { inquiry: true });
    await life.decideDispute(inquiry, "needs_response");
    await life.expectAccess(student, { granted: false, reason: "disputed" });
  });

  it("24. a disputed week suspends and stops renewals; won in time, the week is restored and may go on", async () => {
    const { student, sessionId } = await life.buyer("weekly");
    const dispute = await life.dispute(await life.weekOf(sessionId));
    await life.expectAccess(student, { granted: false, reason: "disputed" });
    expect(await life.subscriptionOf(sessionId)).toMatchObject({ cancel_at_period_end: true });
    expect((await life.resume(student)).status).toBe(409);
    await life.decideDispute(dispute, "won");
    await life.expectAccess(student, { granted: true, reason: "paid_period_left" });
    expect((await life.resume(student)).status).toBe(200);
    await life.settle();
    await life.pass(WEEK + 2 * HOUR);
    await life.expectAccess(student, { granted: true, reason: "subscription_active" });
  });

  it.each(["owner", "guest"] as const)(
    "24. a week of long ago, disputed, counts as well (paid by %s)",
    async (payer) => {
      const { student, sessionId } = await life.buyer("weekly", payer === "guest" ? { as: "guest" } : {});
      const first = await life.weekOf(sessionId);
      for (let week = 0; week < 3; week++) await life.pass(WEEK + HOUR);
      const dispute = await life.dispute(first);
      await life.expectAccess(student, { granted: false, reason: "disputed" });
      expect(await life.subscriptionOf(sessionId)).toMatchObject({ cancel_at_period_end: true });
      await life.decideDispute(dispute, "lost");
      expect(await life.subscriptionOf(sessionId)).toMatchObject({ status: "canceled" });
      const weeks = (await life.invoicesOf(sessionId)).length;
      await life.pass(WEEK);
      expect(await life.invoicesOf(sessionId)).toHaveLength(weeks);
    },
  );
});
