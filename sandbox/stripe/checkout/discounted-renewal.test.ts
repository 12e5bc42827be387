import type Stripe from "stripe";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type OpenSandbox, openSandbox } from "../test-support/open-sandbox.ts";

const WEEK = 7 * 24 * 3600;
const HOUR = 3600;

let sandbox: OpenSandbox;
let stripe: Stripe;
beforeEach(async () => {
  sandbox = await openSandbox();
  stripe = sandbox.stripe;
});
afterEach(() => sandbox.stop());

/** What each weekly invoice came to, oldest first, after `weeks` renewals with this coupon on the subscription. */
async function invoicesWith(coupon: Stripe.CouponCreateParams, weeks: number) {
  const { id } = await stripe.coupons.create(coupon);
  const { weekly } = await sandbox.createPrices();
  const session = await sandbox.createSession(weekly.id, "subscription", { discounts: [{ coupon: id }] });
  await sandbox.control(`/checkout-sessions/${session.id}/complete`);
  await sandbox.control("/clock/advance", { seconds: weeks * WEEK + 2 * HOUR });
  return (await stripe.invoices.list()).data.toReversed();
}

test("a first week that was free once is followed by paid ones, on the card that was given", async () => {
  const invoices = await invoicesWith({ percent_off: 100 }, 2);
  expect(invoices.map(({ status, amount_paid }) => [status, amount_paid])).toEqual([
    ["paid", 0],
    ["paid", 1900],
    ["paid", 1900],
  ]);
  expect(invoices.map(({ discount }) => discount?.coupon.percent_off ?? null)).toEqual([100, null, null]);
  expect((await stripe.charges.list()).data.map(({ amount }) => amount)).toEqual([1900, 1900]);
});

test("weeks that are free forever are never charged", async () => {
  const invoices = await invoicesWith({ percent_off: 100, duration: "forever" }, 2);
  expect(invoices.map(({ status, amount_paid }) => [status, amount_paid])).toEqual([
    ["paid", 0],
    ["paid", 0],
    ["paid", 0],
  ]);
  expect((await stripe.charges.list()).data).toEqual([]);
  expect((await stripe.subscriptions.list()).data[0]?.status).toBe("active");
});

test("a discount of one month ends with the month", async () => {
  const invoices = await invoicesWith({ percent_off: 50, duration: "repeating", duration_in_months: 1 }, 5);
  expect(invoices.map(({ amount_paid }) => amount_paid)).toEqual([950, 950, 950, 950, 950, 1900]);
  expect(invoices.map(({ total_discount_amounts: off }) => off?.length)).toEqual([1, 1, 1, 1, 1, 0]);
});
