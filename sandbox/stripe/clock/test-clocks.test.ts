import type Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DAY, HOUR, type OnTime, openOnTime, WEEK } from "../test-support/open-on-time.ts";
import { until } from "../test-support/until.ts";

const START = Date.UTC(2027, 5, 1) / 1000;

let s: OnTime;
let stripe: Stripe;
beforeEach(async () => {
  s = await openOnTime();
  stripe = s.stripe;
});
afterEach(() => s.stop());

/** A customer on a clock of its own, with a weekly subscription paid by a card on file. */
async function subscribeOnClock() {
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: START, name: "renewals" });
  const customer = await stripe.customers.create({ test_clock: clock.id, email: "clock@example.com" });
  const method = await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id });
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method.id } });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: s.prices.weekly.id }],
  });
  return { clock, customer, subscription };
}

async function advance(id: string, frozen_time: number) {
  const answer = await stripe.testHelpers.testClocks.advance(id, { frozen_time });
  const ready = await until("the clock is ready", async () => {
    const clock = await stripe.testHelpers.testClocks.retrieve(id);
    return clock.status === "ready" && clock;
  });
  return { answer, ready };
}

describe("a test clock", () => {
  test("moves its own customers and nobody else", async () => {
    const other = await s.subscribe();
    const { clock, customer, subscription } = await subscribeOnClock();
    expect(customer).toMatchObject({ created: START, test_clock: clock.id });
    expect(subscription).toMatchObject({ status: "active", created: START, test_clock: clock.id });
    const { answer, ready } = await advance(clock.id, START + WEEK + HOUR);
    expect(answer.status).toBe("advancing");
    expect(ready.frozen_time).toBe(START + WEEK + HOUR);
    const invoices = await stripe.invoices.list({ subscription: subscription.id });
    expect(invoices.data).toMatchObject([
      { status: "paid", created: START + WEEK, test_clock: clock.id, billing_reason: "subscription_cycle" },
      { status: "paid", created: START, test_clock: clock.id, billing_reason: "subscription_create" },
    ]);
    const [paid] = (await stripe.events.list({ type: "invoice.paid", limit: 1 })).data;
    expect(paid?.created).toBe(START + WEEK + HOUR);
    expect((await stripe.invoices.list({ subscription: other.id })).data).toHaveLength(1);
    const types = await s.eventTypes();
    for (const what of ["created", "advancing", "ready"]) expect(types).toContain(`test_helpers.test_clock.${what}`);
  });

  test("stands still while the sandbox's own clock moves", async () => {
    const { clock, subscription } = await subscribeOnClock();
    await s.advance(4 * WEEK);
    expect((await stripe.testHelpers.testClocks.retrieve(clock.id)).frozen_time).toBe(START);
    expect((await stripe.invoices.list({ subscription: subscription.id })).data).toHaveLength(1);
  });

  test("plays a failed renewal at its own time", async () => {
    const { clock, customer, subscription } = await subscribeOnClock();
    const method = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: customer.id });
    await stripe.subscriptions.update(subscription.id, { default_payment_method: method.id });
    await advance(clock.id, START + WEEK + HOUR);
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe("past_due");
    expect((await s.latestInvoice(subscription.id)).next_payment_attempt).toBe(START + WEEK + HOUR + 3 * DAY);
  });

  test("goes forward only, and not further than two intervals at a time", async () => {
    const { clock } = await subscribeOnClock();
    const move = (frozen_time: number) => stripe.testHelpers.testClocks.advance(clock.id, { frozen_time });
    await expect(move(START)).rejects.toMatchObject({ param: "frozen_time" });
    await expect(move(START + 2 * WEEK + 1)).rejects.toMatchObject({ param: "frozen_time" });
  });

  test("takes its customers and their subscriptions with it when it is deleted", async () => {
    const { clock, customer, subscription } = await subscribeOnClock();
    const found = await stripe.subscriptions.retrieve(subscription.id, { expand: ["test_clock"] });
    expect(found.test_clock).toMatchObject({ id: clock.id, name: "renewals" });
    expect(await stripe.testHelpers.testClocks.del(clock.id)).toMatchObject({ id: clock.id, deleted: true });
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ deleted: true });
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe("canceled");
    expect((await stripe.testHelpers.testClocks.list()).data).toEqual([]);
  });
});
