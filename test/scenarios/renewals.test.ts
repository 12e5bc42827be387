import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { DAY, HOUR, type Life, liveALife, WEEK } from "../live-a-life.ts";
import { type Platform, startPlatform } from "../start-platform.ts";

const FAILS_ON_RENEWAL = "4000000000000341";

describe("a subscription as the weeks go by", () => {
  let platform: Platform;
  let life: Life;
  beforeAll(async () => {
    platform = await startPlatform();
    life = liveALife(platform);
  });
  afterEach(async () => {
    await platform.sandbox("POST", "/_sandbox/webhooks/resume");
    await life.control("/clock/settings", { after_retries: "canceled", retry_days: [3, 5, 7] });
  });
  afterAll(() => platform.stop());

  const until = async (student: Parameters<Life["expectAccess"]>[0]) =>
    Date.parse((await platform.access(student)).until ?? "");

  it("renews: each week's payment moves the end of access by a week", async () => {
    const { student, sessionId } = await life.buyer("weekly");
    const first = await until(student);
    for (const week of [1, 2, 3]) {
      await life.pass(WEEK + 2 * HOUR - (week > 1 ? 2 * HOUR : 0));
      await life.expectAccess(student, { granted: true, reason: "subscription_active" });
      expect(await until(student)).toBe(first + week * WEEK);
    }
    const paid = (await life.invoicesOf(sessionId)).map(({ billing_reason, status }) => [billing_reason, status]);
    expect(paid).toEqual([
      ...Array.from({ length: 3 }, () => ["subscription_cycle", "paid"]),
      ["subscription_create", "paid"],
    ]);
    expect(await life.mailsTo(student)).toEqual(["purchase"]);
  });

  it("16. canceled at period end: access to the second, and none after", async () => {
    const { student } = await life.buyer("weekly");
    const end = await until(student);
    expect((await life.cancel(student)).status).toBe(200);
    await life.settle();
    await life.expectAccess(student, { granted: true, reason: "paid_period_left" });
    await life.advanceTo(end - 5_000);
    await life.expectAccess(student, { granted: true });
    await life.advanceTo(end);
    await life.expectAccess(student, { granted: false });
    await life.pass(HOUR);
    await life.expectAccess(student, { granted: false, reason: "subscription_ended" });
    expect(await life.mailsTo(student)).toEqual(["purchase", "canceled", "access_ended"]);
  });

  it("16. resumed in time, it renews as if nothing had been", async () => {
    const { student } = await life.buyer("weekly");
    const end = await until(student);
    await life.cancel(student);
    await life.settle();
    expect((await life.resume(student)).status).toBe(200);
    await life.pass(WEEK + 2 * HOUR);
    await life.expectAccess(student, { granted: true, reason: "subscription_active" });
    expect(await until(student)).toBe(end + WEEK);
    expect(await life.mailsTo(student)).toEqual(["purchase", "canceled", "resumed"]);
  });

  it("17. canceled at once at Stripe: none from then on", async () => {
    const { student, sessionId } = await life.buyer("weekly");
    await platform.stripe.subscriptions.cancel((await life.subscriptionOf(sessionId)).id);
    await life.settle();
    await life.expectAccess(student, { granted: false, reason: "subscription_ended" });
    expect(await life.mailsTo(student)).toEqual(["purchase", "access_ended"]);
  });

  it("18. at the renewal boundary with late webhooks nobody is locked out", async () => {
    const { student } = await life.buyer("weekly");
    const end = await until(student);
    await platform.sandbox("POST", "/_sandbox/webhooks/pause");
    await life.advanceTo(end + 1_000);
    await life.expectAccess(student, { granted: true, reason: "subscription_renewing" });
    // Nor when they never come: the boundary itself is a reason to look.
    await life.advance(90_000);
    await platform.jobs.sweepAccounts();
    await life.expectAccess(student, { granted: true, reason: "subscription_active" });
    expect(await until(student)).toBe(end + WEEK);
    await platform.sandbox("POST", "/_sandbox/webhooks/resume");
    await life.settle();
    expect(await until(student)).toBe(end + WEEK);
  });

  it("19. a renewal that fails: 72 hours, then none; retries exhausted: none", async () => {
    const { student, sessionId } = await life.buyer("weekly", { card: FAILS_ON_RENEWAL });
    const end = await until(student);
    await life.pass(WEEK + 2 * HOUR);
    await life.expectAccess(student, {
      granted: true,
      reason: "subscription_past_due",
      until: new Date(end + 72 * HOUR).toISOString(),
    });
    await life.advanceTo(end + 72 * HOUR - 5_000);
    await life.expectAccess(student, { granted: true });
    await life.advanceTo(end + 72 * HOUR);
    await life.expectAccess(student, { granted: false, reason: "subscription_unpaid" });
    await life.advance(5 * 60_000);
    await platform.jobs.sweepAccounts();
    await life.settle();
    expect(await life.mailsTo(student)).toEqual(["purchase", "renewal_failed", "access_ended"]);
    // Retried in vain for a whole week, it ends, and nothing of it can be charged any more.
    await life.pass(7 * DAY);
    expect(await life.subscriptionOf(sessionId)).toMatchObject({ status: "canceled" });
    await life.expectAccess(student, { granted: false, reason: "subscription_ended" });
    const payable = (await life.invoicesOf(sessionId)).filter(({ status }) => status === "open");
    expect(payable).toEqual([]);
    expect(await life.mailsTo(student)).toEqual(["purchase", "renewal_failed", "access_ended"]);
    // Nothing stands in the way of a new beginning.
    await life.buy(student, "weekly");
    await life.expectAccess(student, { granted: true });
  });

  it("19. the card mended in time: access goes on, and the end moves", async () => {
    const { student, sessionId } = await life.buyer("weekly", { card: FAILS_ON_RENEWAL });
    const end = await until(student);
    await life.pass(WEEK + 2 * HOUR);
    await life.changeCard(sessionId, "pm_card_visa");
    const [open] = await life.invoicesOf(sessionId);
    await platform.stripe.invoices.pay(open?.id ?? "");
    await life.settle();
    await life.expectAccess(student, { granted: true, reason: "subscription_active" });
    expect(await until(student)).toBe(end + WEEK);
    expect(await life.mailsTo(student)).toEqual(["purchase", "renewal_failed", "payment_recovered"]);
  });

  it("19. the card mended after the 72 hours: access comes back with the next retry", async () => {
    const { student, sessionId } = await life.buyer("weekly", { card: FAILS_ON_RENEWAL });
    await life.pass(WEEK + 74 * HOUR);
    await life.expectAccess(student, { granted: false });
    await life.changeCard(sessionId, "pm_card_visa");
    await life.pass(3 * DAY);
    await life.expectAccess(student, { granted: true, reason: "subscription_active" });
  });

  it("19. where Stripe leaves it unpaid, there is none, and paying the invoice opens it again", async () => {
    await life.control("/clock/settings", { after_retries: "unpaid", retry_days: [1, 2] });
    const { student, sessionId } = await life.buyer("weekly", { card: FAILS_ON_RENEWAL });
    await life.pass(WEEK + 2 * HOUR);
    await life.pass(3 * DAY);
    expect(await life.subscriptionOf(sessionId)).toMatchObject({ status: "unpaid" });
    await life.expectAccess(student, { granted: false, reason: "subscription_unpaid" });
    await life.changeCard(sessionId, "pm_card_visa");
    const [open] = await life.invoicesOf(sessionId);
    await platform.stripe.invoices.pay(open?.id ?? "");
    await life.settle();
    await life.expectAccess(student, { granted: true, reason: "subscription_active" });
  });

  it("19. canceled while past due: over at once, and nothing of it is asked for any more", async () => {
    const { student, sessionId } = await life.buyer("weekly", { card: FAILS_ON_RENEWAL });
    await life.pass(WEEK + 2 * HOUR);
    expect((await life.cancel(student)).status).toBe(200);
    await life.settle();
    await life.expectAccess(student, { granted: false, reason: "subscription_ended" });
    const [invoice] = await life.invoicesOf(sessionId);
    expect(invoice).toMatchObject({ status: "void" });
  });

  it("a renewal that the bank wants confirmed is past due until it is", async () => {
    const { student, sessionId } = await life.buyer("weekly");
    await life.changeCard(sessionId, "pm_card_authenticationRequired");
    await life.pass(WEEK + 2 * HOUR);
    await life.expectAccess(student, { granted: true, reason: "subscription_past_due" });
    const [open] = await life.invoicesOf(sessionId);
    await life.control(`/invoices/${open?.id}/authenticate`, { answer: "pass" });
    await life.settle();
    await life.expectAccess(student, { granted: true, reason: "subscription_active" });
  });
});
