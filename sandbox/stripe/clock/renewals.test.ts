import type Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DAY, HOUR, type OnTime, openOnTime, WEEK } from "../test-support/open-on-time.ts";

let s: OnTime;
let stripe: Stripe;
beforeEach(async () => {
  s = await openOnTime();
  stripe = s.stripe;
});
afterEach(() => s.stop());

describe("a subscription left to itself", () => {
  test("for three weeks and two hours is renewed three times, each at its own moment", async () => {
    const { id } = await s.subscribe();
    const started = (await stripe.subscriptions.retrieve(id)).current_period_start;
    const moved = await s.advance(3 * WEEK + 2 * HOUR);
    expect(moved).toMatchObject({ now: started + 3 * WEEK + 2 * HOUR, steps: 6 });
    const invoices = (await stripe.invoices.list({ subscription: id })).data.toReversed();
    expect(invoices.map(({ created }) => created - started)).toEqual([0, WEEK, 2 * WEEK, 3 * WEEK]);
    expect(invoices.every(({ status, amount_paid }) => status === "paid" && amount_paid === 1900)).toBe(true);
    expect(invoices.slice(1).map(({ status_transitions }) => Number(status_transitions.paid_at) - started)).toEqual(
      [WEEK, 2 * WEEK, 3 * WEEK].map((at) => at + HOUR),
    );
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({
      status: "active",
      current_period_start: started + 3 * WEEK,
      current_period_end: started + 4 * WEEK,
      latest_invoice: invoices[3]?.id,
    });
    const events = (await stripe.events.list({ type: "invoice.created", limit: 100 })).data.toReversed();
    expect(events.map(({ created }) => created - started)).toEqual([0, WEEK, 2 * WEEK, 3 * WEEK]);
    expect((await stripe.charges.list()).data.map(({ created }) => created - started).toReversed()).toEqual([
      0,
      WEEK + HOUR,
      2 * WEEK + HOUR,
      3 * WEEK + HOUR,
    ]);
  });

  test("stays active in its new period while the invoice is a draft for an hour", async () => {
    const { id } = await s.subscribe();
    const before = await stripe.subscriptions.retrieve(id);
    await s.advanceTo(before.current_period_end);
    const renewed = await stripe.subscriptions.retrieve(id, { expand: ["latest_invoice"] });
    expect(renewed).toMatchObject({ status: "active", current_period_start: before.current_period_end });
    expect(renewed.latest_invoice).toMatchObject({
      attempted: false,
      auto_advance: true,
      billing_reason: "subscription_cycle",
      next_payment_attempt: before.current_period_end + HOUR,
      payment_intent: null,
      period_end: before.current_period_end,
      period_start: before.current_period_start,
      status: "draft",
      lines: { data: [{ period: { start: before.current_period_end, end: before.current_period_end + WEEK } }] },
    });
    await s.advance(HOUR);
    expect(await s.latestInvoice(id)).toMatchObject({ status: "paid", attempt_count: 1, auto_advance: false });
  });

  test("announces a renewal in the order of Stripe's events, with what changed", async () => {
    const { id } = await s.subscribe();
    const seen = (await s.eventTypes()).length;
    const before = await stripe.subscriptions.retrieve(id);
    await s.advance(WEEK + HOUR);
    expect((await s.eventTypes()).slice(seen)).toEqual([
      "customer.subscription.updated",
      "invoice.created",
      "payment_intent.created",
      "invoice.finalized",
      "charge.succeeded",
      "payment_intent.succeeded",
      "invoice.updated",
      "invoice.paid",
      "invoice.payment_succeeded",
    ]);
    const [updated] = (await stripe.events.list({ type: "customer.subscription.updated", limit: 1 })).data;
    expect(updated).toMatchObject({ created: before.current_period_end, request: { id: null } });
    expect(updated?.data.previous_attributes).toEqual({
      current_period_end: before.current_period_end,
      current_period_start: before.current_period_start,
      latest_invoice: before.latest_invoice,
    });
  });

  test("renews at once when drafts are given no time", async () => {
    await s.settings({ invoice_delay_seconds: 0 });
    const { id } = await s.subscribe();
    await s.advance(WEEK);
    expect(await s.latestInvoice(id)).toMatchObject({ billing_reason: "subscription_cycle", status: "paid" });
  });

  test("keeps the day of the month it began on", async () => {
    const price = await stripe.prices.create({
      currency: "usd",
      product: s.prices.product.id,
      recurring: { interval: "month" },
      unit_amount: 4900,
    });
    await s.advanceTo(Date.UTC(2026, 0, 31, 9) / 1000);
    const { id } = await s.subscribe({ price: price.id });
    const ends: string[] = [];
    for (let month = 0; month < 3; month += 1) {
      const { current_period_end } = await stripe.subscriptions.retrieve(id);
      ends.push(new Date(current_period_end * 1000).toISOString().slice(0, 10));
      await s.advanceTo(current_period_end);
    }
    expect(ends).toEqual(["2026-02-28", "2026-03-31", "2026-04-30"]);
  });
});

describe("a subscription that was told to end", () => {
  test("with its period is over to the second, announced, and makes no invoice", async () => {
    const { id } = await s.subscribe();
    await s.advance(DAY);
    const told = await stripe.subscriptions.update(id, { cancel_at_period_end: true });
    await s.advanceTo(told.current_period_end - 1);
    expect((await stripe.subscriptions.retrieve(id)).status).toBe("active");
    await s.advance(3 * WEEK);
    const over = await stripe.subscriptions.retrieve(id);
    expect(over).toMatchObject({
      status: "canceled",
      cancel_at_period_end: true,
      canceled_at: told.canceled_at,
      ended_at: told.current_period_end,
    });
    const [deleted] = (await stripe.events.list({ type: "customer.subscription.deleted" })).data;
    expect(deleted).toMatchObject({ created: told.current_period_end, data: { object: { id } } });
    expect((await stripe.invoices.list({ subscription: id })).data).toHaveLength(1);
  });

  test("at a moment is renewed until then", async () => {
    const { id } = await s.subscribe();
    const { current_period_end } = await stripe.subscriptions.retrieve(id);
    await stripe.subscriptions.update(id, { cancel_at: current_period_end + 2 * DAY });
    await s.advance(2 * WEEK);
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({
      status: "canceled",
      ended_at: current_period_end + 2 * DAY,
    });
    expect((await stripe.invoices.list({ subscription: id })).data).toHaveLength(2);
  });
});
