import type Stripe from "stripe";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type OpenSandbox, openSandbox } from "../test-support/open-sandbox.ts";

let sandbox: OpenSandbox;
let stripe: Stripe;
beforeEach(async () => {
  sandbox = await openSandbox();
  stripe = sandbox.stripe;
});
afterEach(() => sandbox.stop());

const told = async () => (await stripe.events.list()).data.map((event) => event.type).toReversed();

test("a coupon is made, named, listed and deleted, and each is announced", async () => {
  const coupon = await stripe.coupons.create({ id: "HALF", percent_off: 50, duration: "forever" });
  expect(coupon).toMatchObject({ id: "HALF", percent_off: 50, amount_off: null, valid: true, times_redeemed: 0 });
  expect(await stripe.coupons.update("HALF", { name: "Half off" })).toMatchObject({ name: "Half off" });
  expect((await stripe.coupons.list()).data.map(({ id }) => id)).toEqual(["HALF"]);
  await expect(stripe.coupons.create({ id: "HALF", percent_off: 10 })).rejects.toMatchObject({
    code: "resource_already_exists",
  });
  expect(await stripe.coupons.del("HALF")).toMatchObject({ id: "HALF", object: "coupon", deleted: true });
  await expect(stripe.coupons.retrieve("HALF")).rejects.toMatchObject({ statusCode: 404 });
  expect(await told()).toEqual(["coupon.created", "coupon.updated", "coupon.deleted"]);
});

test.each<[string, Stripe.CouponCreateParams]>([
  ["neither amount nor percentage", {}],
  ["both of them", { amount_off: 1, currency: "usd", percent_off: 1 }],
  ["an amount without a currency", { amount_off: 1 }],
  ["more than everything", { percent_off: 101 }],
  ["repeating without months", { percent_off: 1, duration: "repeating" }],
  ["months without repeating", { percent_off: 1, duration_in_months: 2 }],
])("a coupon of %s is refused", async (_, params) => {
  await expect(stripe.coupons.create(params)).rejects.toMatchObject({ statusCode: 400 });
});

test("a promotion code is found by its letters, in any case, and is one at a time", async () => {
  const { id: coupon } = await stripe.coupons.create({ percent_off: 50 });
  const made = await stripe.promotionCodes.create({ coupon, code: "Half", metadata: { a: "b" } });
  expect(made).toMatchObject({ active: true, code: "Half", coupon: { id: coupon, valid: true }, customer: null });
  expect((await stripe.promotionCodes.list({ code: "HALF", active: true })).data.map(({ id }) => id)).toEqual([
    made.id,
  ]);
  await expect(stripe.promotionCodes.create({ coupon, code: "HALF" })).rejects.toMatchObject({ param: "code" });
  await stripe.promotionCodes.update(made.id, { active: false });
  const next = await stripe.promotionCodes.create({ coupon, code: "HALF" });
  await expect(stripe.promotionCodes.update(made.id, { active: true })).rejects.toMatchObject({ param: "code" });
  await stripe.coupons.del(coupon);
  expect(await stripe.promotionCodes.retrieve(next.id)).toMatchObject({ active: false, coupon: { valid: false } });
});
