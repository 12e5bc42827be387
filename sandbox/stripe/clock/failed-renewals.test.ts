import type Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DAY, HOUR, type OnTime, openOnTime, WEEK } from "../test-support/open-on-time.ts";

const FAILS_AT_RENEWAL = "4000000000000341";
const ASKS_ONCE = "4000002500003155";
const ASKS_ALWAYS = "4000002760003184";

let s: OnTime;
let stripe: Stripe;
beforeEach(async () => {
  s = await openOnTime();
  stripe = s.stripe;
});
afterEach(() => s.stop());

const statusOf = async (id: string) => (await stripe.subscriptions.retrieve(id)).status;

/** A weekly subscription whose first renewal has just failed. */
async function pastDue(card = FAILS_AT_RENEWAL) {
  const bought = await s.subscribe({ card });
  const { current_period_end: renewedAt } = await stripe.subscriptions.retrieve(bought.id);
  await s.advanceTo(renewedAt + HOUR);
  return { ...bought, renewedAt, failedAt: renewedAt + HOUR, invoice: (await s.latestInvoice(bought.id)).id };
}

/** Puts a card that pays in the place of the old one, as the customer portal would. */
async function mendCard(customer: string, subscription: string) {
  const method = await stripe.paymentMethods.attach("pm_card_visa", { customer });
  await stripe.subscriptions.update(subscription, { default_payment_method: method.id });
}

describe("a renewal that the bank declines", () => {
  test("makes the subscription past due in its new period, and is tried again on days 3, 5 and 7", async () => {
    const { id, renewedAt, failedAt } = await pastDue();
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({
      status: "past_due",
      current_period_start: renewedAt,
      current_period_end: renewedAt + WEEK,
    });
    const invoice = await s.latestInvoice(id);
    expect(invoice).toMatchObject({
      attempt_count: 1,
      attempted: true,
      auto_advance: true,
      next_payment_attempt: failedAt + 3 * DAY,
      status: "open",
      payment_intent: { status: "requires_payment_method", last_payment_error: { code: "card_declined" } },
    });
    expect((await s.eventTypes()).slice(-7)).toEqual([
      "invoice.finalized",
      "charge.failed",
      "payment_intent.payment_failed",
      "invoice.updated",
      "invoice.payment_failed",
      "customer.updated",
      "customer.subscription.updated",
    ]);
    for (const [attempts, day, next] of [
      [2, 3, 5],
      [3, 5, 7],
    ] as const) {
      await s.advanceTo(failedAt + day * DAY);
      expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({
        attempt_count: attempts,
        next_payment_attempt: failedAt + next * DAY,
      });
    }
  });

  test("is over when no retry is left, its invoice open and left alone", async () => {
    const { id, failedAt, invoice } = await pastDue();
    await s.advanceTo(failedAt + 7 * DAY - 1);
    expect(await statusOf(id)).toBe("past_due");
    await s.advance(1);
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({
      status: "canceled",
      cancellation_details: { reason: "payment_failed" },
      ended_at: failedAt + 7 * DAY,
    });
    const after = { status: "open", attempt_count: 4, auto_advance: false, next_payment_attempt: null };
    expect(await stripe.invoices.retrieve(invoice)).toMatchObject(after);
    await s.advance(4 * WEEK);
    expect(await stripe.invoices.retrieve(invoice)).toMatchObject(after);
    expect((await stripe.events.list({ type: "customer.subscription.deleted" })).data).toHaveLength(1);
  });

  test("leaves the subscription unpaid when so set: new cycles make drafts that nobody collects", async () => {
    await s.settings({ after_retries: "unpaid", retry_days: [1, 2] });
    const { id, failedAt, renewedAt, customer } = await pastDue();
    await s.advanceTo(failedAt + 2 * DAY);
    expect(await statusOf(id)).toBe("unpaid");
    await s.advanceTo(renewedAt + WEEK + DAY);
    const draft = await s.latestInvoice(id);
    expect(draft).toMatchObject({ status: "draft", auto_advance: false, next_payment_attempt: null });
    expect(await statusOf(id)).toBe("unpaid");
    expect((await stripe.charges.list()).data.filter((charge) => charge.status === "failed")).toHaveLength(3);
    await mendCard(customer, id);
    await stripe.invoices.finalizeInvoice(draft.id);
    await stripe.invoices.pay(draft.id);
    expect(await statusOf(id)).toBe("active");
  });

  test("can leave it past due for good", async () => {
    await s.settings({ after_retries: "past_due", retry_days: [] });
    const { id, invoice } = await pastDue();
    expect(await stripe.invoices.retrieve(invoice)).toMatchObject({ status: "open", next_payment_attempt: null });
    await s.advance(3 * DAY);
    expect(await statusOf(id)).toBe("past_due");
  });

  test("without any card on file fails without a charge", async () => {
    const { id, customer } = await s.subscribe();
    const [method] = (await stripe.paymentMethods.list({ customer })).data;
    await stripe.paymentMethods.detach(String(method?.id));
    await s.advance(WEEK + HOUR);
    expect(await statusOf(id)).toBe("past_due");
    expect(await s.latestInvoice(id)).toMatchObject({ status: "open", attempted: true, charge: null });
  });
});

describe("a failed renewal is mended", () => {
  test("by the next retry, once the card on file is a good one", async () => {
    const { id, customer, failedAt, renewedAt } = await pastDue();
    await mendCard(customer, id);
    expect(await statusOf(id)).toBe("past_due");
    await s.advanceTo(failedAt + 3 * DAY);
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({
      status: "active",
      current_period_start: renewedAt,
      current_period_end: renewedAt + WEEK,
    });
    expect(await s.latestInvoice(id)).toMatchObject({ status: "paid", attempt_count: 2, next_payment_attempt: null });
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ delinquent: false });
  });

  test("at once, by paying the invoice with the customer's new default", async () => {
    const { id, customer, invoice, renewedAt } = await pastDue();
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ delinquent: true });
    await expect(stripe.invoices.pay(invoice)).rejects.toMatchObject({ type: "StripeCardError" });
    expect((await stripe.invoices.retrieve(invoice)).attempt_count).toBe(1);
    await stripe.subscriptions.update(id, { default_payment_method: "" });
    const method = await stripe.paymentMethods.create({
      type: "card",
      card: { number: "4242424242424242", exp_month: 12, exp_year: 2040, cvc: "123" },
    });
    await stripe.paymentMethods.attach(method.id, { customer });
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: method.id } });
    expect(await stripe.invoices.pay(invoice)).toMatchObject({ status: "paid" });
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({
      status: "active",
      current_period_start: renewedAt,
      current_period_end: renewedAt + WEEK,
    });
    await s.advance(WEEK);
    expect(await statusOf(id)).toBe("active");
  });

  test("by paying with a ready-made test card, or out of band", async () => {
    const first = await pastDue();
    await stripe.invoices.pay(first.invoice, { payment_method: "pm_card_visa" });
    expect(await statusOf(first.id)).toBe("active");
    const second = await pastDue();
    await stripe.invoices.pay(second.invoice, { paid_out_of_band: true });
    expect(await statusOf(second.id)).toBe("active");
  });

  test.each(["void", "uncollectible"] as const)("when its latest invoice is made %s", async (status) => {
    const { id, invoice } = await pastDue();
    const given = status === "void" ? stripe.invoices.voidInvoice(invoice) : stripe.invoices.markUncollectible(invoice);
    expect(await given).toMatchObject({ status, next_payment_attempt: null });
    expect(await statusOf(id)).toBe("active");
  });

  test("not by voiding the latest of two unpaid invoices", async () => {
    await s.settings({ retry_days: [30] });
    const { id, renewedAt } = await pastDue();
    await s.advanceTo(renewedAt + WEEK + HOUR);
    const open = (await stripe.invoices.list({ subscription: id, status: "open" })).data;
    expect(open).toHaveLength(2);
    await stripe.invoices.voidInvoice(String(open[0]?.id));
    expect(await statusOf(id)).toBe("past_due");
    await stripe.invoices.voidInvoice(String(open[1]?.id));
    expect(await statusOf(id)).toBe("active");
  });
});

describe("a card whose bank asks", () => {
  test("only once pays its renewals without the buyer", async () => {
    const { id } = await s.subscribe({ card: ASKS_ONCE });
    await s.advance(WEEK + HOUR);
    expect(await s.latestInvoice(id)).toMatchObject({ billing_reason: "subscription_cycle", status: "paid" });
  });

  test("each time leaves the renewal waiting for the buyer, who pays it by passing", async () => {
    const { id, invoice } = await pastDue(ASKS_ALWAYS);
    expect(await statusOf(id)).toBe("past_due");
    expect(await s.latestInvoice(id)).toMatchObject({
      status: "open",
      payment_intent: { status: "requires_action", next_action: { type: "redirect_to_url" } },
    });
    const types = await s.eventTypes();
    expect(types).toEqual(
      expect.arrayContaining(["payment_intent.requires_action", "invoice.payment_action_required"]),
    );
    await expect(stripe.invoices.pay(invoice)).rejects.toMatchObject({
      code: "invoice_payment_intent_requires_action",
    });
    const failed = await s.control(`/invoices/${invoice}/authenticate`, { answer: "fail" });
    expect(failed.body).toMatchObject({ status: "open" });
    await stripe.invoices.pay(invoice).catch(() => "asks again");
    const passed = await s.control(`/invoices/${invoice}/authenticate`, { answer: "pass" });
    expect(passed.body).toMatchObject({ status: "paid" });
    expect(await statusOf(id)).toBe("active");
  });
});
