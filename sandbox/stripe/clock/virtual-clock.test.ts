import { appendFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DAY, HOUR, type OnTime, openOnTime, WEEK } from "../test-support/open-on-time.ts";
import { receiveWebhooks } from "../test-support/receive-webhooks.ts";
import { until } from "../test-support/until.ts";

let s: OnTime;
let stripe: Stripe;
beforeEach(async () => {
  s = await openOnTime();
  stripe = s.stripe;
});
afterEach(() => s.stop());

const newStateFile = () => join(mkdtempSync(join(tmpdir(), "stripe-sandbox-")), "state.jsonl");
const readClock = async (sandbox = s) => (await fetch(`${sandbox.origin}/_sandbox/clock`)).json();

describe("the clock", () => {
  test("tells the time, how far it was moved and what comes next", async () => {
    const start = Date.UTC(2026, 0, 5, 12) / 1000;
    expect(await readClock()).toMatchObject({ now: start, offset_seconds: 0, next: null });
    const { id } = await s.subscribe();
    await s.advance(DAY);
    expect(await readClock()).toEqual({
      now: start + DAY,
      iso: "2026-01-06T12:00:00.000Z",
      offset_seconds: DAY,
      settings: { retry_days: [3, 5, 7], after_retries: "canceled", invoice_delay_seconds: 3600 },
      next: { at: start + WEEK, object: "subscription", id },
    });
    expect((await stripe.customers.create()).created).toBe(start + DAY);
  });

  test("refuses to go back, to jump more than two years, and what is not a time", async () => {
    const { now } = (await readClock()) as { now: number };
    for (const body of [{ to: now - 1 }, { seconds: 3 * 366 * DAY }, { seconds: 0 }, { seconds: 1.5 }, {}]) {
      expect((await s.control("/clock/advance", body)).status).toBe(400);
    }
    expect(((await readClock()) as { now: number }).now).toBe(now);
    expect((await s.control("/clock/settings", { after_retries: "forgiven" })).status).toBe(400);
  });

  test("expires an open session after its 24 hours and an incomplete subscription after 23", async () => {
    const session = await s.createSession(s.prices.weekly.id, "subscription");
    await s.submitCard(session.id, { number: "4000000000000002" });
    const [incomplete] = (await stripe.subscriptions.list({ status: "incomplete" })).data;
    const id = String(incomplete?.id);
    await s.advance(23 * HOUR - 1);
    expect((await stripe.subscriptions.retrieve(id)).status).toBe("incomplete");
    await s.advance(2);
    const over = await stripe.subscriptions.retrieve(id, { expand: ["latest_invoice"] });
    expect(over).toMatchObject({
      status: "incomplete_expired",
      ended_at: Number(incomplete?.created) + 23 * HOUR,
      latest_invoice: { status: "void" },
    });
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe("open");
    await s.advance(HOUR);
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe("expired");
    const [expired] = (await stripe.events.list({ type: "checkout.session.expired" })).data;
    expect(expired?.created).toBe(session.expires_at);
  });

  test("forgets idempotency keys after 24 hours", async () => {
    const first = await stripe.customers.create({}, { idempotencyKey: "one" });
    await s.advance(24 * HOUR - 1);
    expect((await stripe.customers.create({}, { idempotencyKey: "one" })).id).toBe(first.id);
    await s.advance(1);
    expect((await stripe.customers.create({}, { idempotencyKey: "one" })).id).not.toBe(first.id);
  });

  test("leaves webhook signatures at real time", async () => {
    const hook = await receiveWebhooks();
    await stripe.webhookEndpoints.create({ enabled_events: ["product.created"], url: hook.url });
    await s.advance(WEEK);
    await stripe.products.create({ name: "later" });
    await until("the webhook", () => hook.received.length === 1);
    const signedAt = Number(/t=(\d+)/.exec(hook.received[0]?.signature ?? "")?.[1]);
    expect(Math.abs(signedAt - Date.now() / 1000)).toBeLessThan(60);
    await hook.close();
  });

  test("is set back by a reset", async () => {
    await s.advance(WEEK);
    await s.settings({ after_retries: "unpaid" });
    await s.control("/reset");
    expect(await readClock()).toMatchObject({ offset_seconds: 0, settings: { after_retries: "canceled" }, next: null });
  });

  test("goes on after a restart where it stood, with its settings and what was due", async () => {
    const stateFile = newStateFile();
    const before = await openOnTime({ stateFile });
    const { id } = await before.subscribe({ card: "4000000000000341" });
    await before.settings({ retry_days: [1], after_retries: "unpaid" });
    await before.advance(WEEK + 2 * HOUR);
    const clock = await readClock(before);
    await before.stop();
    const after = await openOnTime({ stateFile });
    expect(await readClock(after)).toEqual(clock);
    expect((await after.stripe.subscriptions.retrieve(id)).status).toBe("past_due");
    await after.advance(DAY);
    expect((await after.stripe.subscriptions.retrieve(id)).status).toBe("unpaid");
    await after.stop();
  });

  test("takes a snapshot's time and renewals back with it", async () => {
    const { id } = await s.subscribe();
    await s.control("/snapshot", { name: "fresh" });
    await s.advance(2 * WEEK);
    await s.control("/restore", { name: "fresh" });
    expect(await readClock()).toMatchObject({ offset_seconds: 0, next: { id } });
    await s.advance(WEEK + HOUR);
    expect((await stripe.invoices.list({ subscription: id })).data).toHaveLength(2);
  });

  test("moves thousands of subscriptions through a renewal in seconds", async () => {
    const stateFile = newStateFile();
    const before = await openOnTime({ stateFile });
    const { id } = await before.subscribe();
    const model = await before.stripe.subscriptions.retrieve(id);
    await before.stop();
    const copies = Array.from({ length: 3000 }, (_, index) => ({ ...model, id: `sub_copy${index}` }));
    appendFileSync(stateFile, copies.map((copy) => `${JSON.stringify([["subscription", copy.id, copy]])}\n`).join(""));
    const after = await openOnTime({ stateFile });
    const started = performance.now();
    expect(await after.advance(WEEK + HOUR)).toMatchObject({ steps: 6002 });
    expect(performance.now() - started).toBeLessThan(15_000);
    const renewed = { status: "paid", billing_reason: "subscription_cycle" };
    expect(await after.latestInvoice("sub_copy2999")).toMatchObject(renewed);
    await after.stop();
  });
});
