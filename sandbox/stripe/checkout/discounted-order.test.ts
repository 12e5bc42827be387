import type Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type OpenSandbox, openSandbox } from "../test-support/open-sandbox.ts";

let sandbox: OpenSandbox;
let stripe: Stripe;
let prices: Awaited<ReturnType<OpenSandbox["createPrices"]>>;
beforeEach(async () => {
  sandbox = await openSandbox();
  stripe = sandbox.stripe;
  prices = await sandbox.createPrices();
});
afterEach(() => sandbox.stop());

const buyOnce = (more: Stripe.Checkout.SessionCreateParams) =>
  sandbox.createSession(prices.lifetime.id, "payment", more);
const subscribe = (more: Stripe.Checkout.SessionCreateParams) =>
  sandbox.createSession(prices.weekly.id, "subscription", more);
const typeCode = (session: string, code: string | null) =>
  sandbox.control(`/checkout-sessions/${session}/promotion-code`, { code });

async function complete(session: string, how: object = {}) {
  const answer = await sandbox.control(`/checkout-sessions/${session}/complete`, how);
  expect(answer.status).toBe(200);
  return stripe.checkout.sessions.retrieve(session, { expand: ["subscription", "invoice"] });
}

describe("a coupon on a one-time purchase", () => {
  test("takes its percentage off session, lines and payment, and is counted once paid", async () => {
    const coupon = await stripe.coupons.create({ percent_off: 33.3 });
    const session = await buyOnce({ discounts: [{ coupon: coupon.id }] });
    expect(session).toMatchObject({
      amount_subtotal: 14900,
      amount_total: 9938,
      total_details: { amount_discount: 4962 },
    });
    const shown = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ["total_details.breakdown", "line_items.data.discounts"],
    });
    const worked = { amount: 4962, discount: { checkout_session: session.id, coupon: { id: coupon.id } } };
    expect(shown.total_details?.breakdown).toMatchObject({ discounts: [worked], taxes: [] });
    expect(shown.line_items?.data).toMatchObject([
      { amount_discount: 4962, amount_subtotal: 14900, amount_total: 9938, discounts: [worked] },
    ]);
    expect((await stripe.coupons.retrieve(coupon.id)).times_redeemed).toBe(0);
    await complete(session.id);
    expect((await stripe.charges.list()).data).toMatchObject([{ amount: 9938 }]);
    expect((await stripe.coupons.retrieve(coupon.id)).times_redeemed).toBe(1);
  });

  test("takes no more than there is, and then no payment is needed", async () => {
    const coupon = await stripe.coupons.create({ amount_off: 20000, currency: "usd" });
    const session = await buyOnce({ discounts: [{ coupon: coupon.id }] });
    expect(session).toMatchObject({ amount_total: 0, total_details: { amount_discount: 14900 } });
    expect((await sandbox.submitCard(session.id)).status).toBe(303);
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      payment_intent: null,
      payment_status: "no_payment_required",
      status: "complete",
    });
    expect((await stripe.charges.list()).data).toEqual([]);
    expect((await stripe.paymentIntents.list()).data).toEqual([]);
  });

  test("is refused when used up, late, deleted or in another currency", async () => {
    const refused = async (coupon: string) =>
      expect(buyOnce({ discounts: [{ coupon }] })).rejects.toMatchObject({ param: "discounts[0][coupon]" });
    const single = await stripe.coupons.create({ percent_off: 10, max_redemptions: 1 });
    await complete((await buyOnce({ discounts: [{ coupon: single.id }] })).id);
    expect((await stripe.coupons.retrieve(single.id)).valid).toBe(false);
    await refused(single.id);
    await refused((await stripe.coupons.create({ percent_off: 10, redeem_by: 1_600_000_000 })).id);
    await refused((await stripe.coupons.create({ amount_off: 10, currency: "eur" })).id);
    const gone = await stripe.coupons.create({ percent_off: 10 });
    await stripe.coupons.del(gone.id);
    await refused(gone.id);
  });
});

describe("a coupon on a subscription", () => {
  async function start(coupon: Stripe.CouponCreateParams, more: Stripe.Checkout.SessionCreateParams = {}) {
    const { id } = await stripe.coupons.create(coupon);
    const session = await complete((await subscribe({ discounts: [{ coupon: id }], ...more })).id);
    return {
      session,
      subscription: session.subscription as Stripe.Subscription,
      invoice: session.invoice as Stripe.Invoice,
    };
  }

  test("used once is on the first invoice and no longer on the subscription", async () => {
    const { session, subscription, invoice } = await start({ percent_off: 50 });
    expect(session).toMatchObject({ amount_total: 950, payment_status: "paid" });
    expect(invoice).toMatchObject({
      amount_paid: 950,
      discount: { coupon: { percent_off: 50 }, subscription: subscription.id },
      subtotal: 1900,
      total: 950,
      total_discount_amounts: [{ amount: 950, discount: invoice.discount?.id }],
    });
    expect(subscription).toMatchObject({ discount: null, discounts: [], status: "active" });
    const expanded = await stripe.invoices.retrieve(invoice.id, { expand: ["discounts"] });
    expect(expanded.discounts).toMatchObject([{ object: "discount", id: invoice.discount?.id }]);
  });

  test("used forever stays on the subscription", async () => {
    const { subscription } = await start({ amount_off: 400, currency: "usd", duration: "forever" });
    expect(subscription.discount).toMatchObject({
      checkout_session: null,
      customer: subscription.customer,
      end: null,
      subscription: subscription.id,
    });
    expect(subscription.discounts).toEqual([subscription.discount?.id]);
    const [told] = (await stripe.events.list({ type: "customer.discount.created" })).data;
    expect(told?.data.object).toMatchObject({ id: subscription.discount?.id });
  });

  test("used for some months has an end", async () => {
    const { subscription } = await start({ percent_off: 10, duration: "repeating", duration_in_months: 2 });
    const { start: from = 0, end = 0 } = subscription.discount ?? {};
    const days = (Number(end) - from) / 86_400;
    expect(days).toBeGreaterThanOrEqual(59);
    expect(days).toBeLessThanOrEqual(62);
  });

  test("that makes the first week free charges nothing and keeps the card for the next", async () => {
    const { session, subscription, invoice } = await start({ percent_off: 100 });
    expect(session).toMatchObject({ amount_total: 0, payment_status: "no_payment_required" });
    expect(invoice).toMatchObject({ amount_due: 0, charge: null, payment_intent: null, status: "paid" });
    expect(subscription.status).toBe("active");
    const cards = await stripe.paymentMethods.list({ customer: String(subscription.customer) });
    expect(cards.data.map(({ id }) => id)).toEqual([subscription.default_payment_method]);
    expect((await stripe.charges.list()).data).toEqual([]);
  });

  test("that makes it free asks for no card when the caller wants none", async () => {
    const { subscription } = await start({ percent_off: 100 }, { payment_method_collection: "if_required" });
    expect(subscription).toMatchObject({ default_payment_method: null, status: "active" });
  });

  test("that makes it free still refuses a card that fails", async () => {
    const { id } = await stripe.coupons.create({ percent_off: 100 });
    const session = await subscribe({ discounts: [{ coupon: id }] });
    const card = "4000000000000002";
    expect((await sandbox.control(`/checkout-sessions/${session.id}/complete`, { card })).status).toBe(402);
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe("open");
    expect((await complete(session.id)).payment_status).toBe("no_payment_required");
    expect((await stripe.subscriptions.list({ status: "all" })).data).toHaveLength(1);
  });
});

describe("a promotion code typed at checkout", () => {
  test("in any case of letters changes the price, and can be taken off again", async () => {
    const coupon = await stripe.coupons.create({ percent_off: 20 });
    const promotion = await stripe.promotionCodes.create({ coupon: coupon.id, code: "SAVE20" });
    const session = await buyOnce({ allow_promotion_codes: true });
    expect(session).toMatchObject({ allow_promotion_codes: true, amount_total: 14900 });
    expect((await typeCode(session.id, " save20 ")).body).toMatchObject({ amount_total: 11920 });
    expect((await typeCode(session.id, null)).body).toMatchObject({ amount_total: 14900 });
    await typeCode(session.id, "SAVE20");
    await complete(session.id);
    expect((await stripe.charges.list()).data).toMatchObject([{ amount: 11920 }]);
    expect(await stripe.promotionCodes.retrieve(promotion.id)).toMatchObject({ times_redeemed: 1 });
    const shown = await stripe.checkout.sessions.retrieve(session.id, { expand: ["total_details.breakdown"] });
    expect(shown.total_details?.breakdown?.discounts[0]?.discount.promotion_code).toBe(promotion.id);
  });

  test.each(["payment", "subscription"] as const)(
    "after a refused card is what the next card pays (%s)",
    async (mode) => {
      const coupon = await stripe.coupons.create({ amount_off: 900, currency: "usd", duration: "forever" });
      await stripe.promotionCodes.create({ coupon: coupon.id, code: "LATE" });
      const make = mode === "payment" ? buyOnce : subscribe;
      const session = await make({ allow_promotion_codes: true });
      const refused = await sandbox.control(`/checkout-sessions/${session.id}/complete`, { card: "4000000000000002" });
      expect(refused.status).toBe(402);
      await typeCode(session.id, "LATE");
      const done = await complete(session.id);
      const [charge] = (await stripe.charges.list()).data;
      expect(charge).toMatchObject({ amount: mode === "payment" ? 14000 : 1000, status: "succeeded" });
      if (mode === "subscription") expect(done.subscription).toMatchObject({ status: "active" });
      expect((await stripe.subscriptions.list()).data).toHaveLength(mode === "payment" ? 0 : 1);
    },
  );

  test("is refused with a reason when it is unknown, inactive, another's, or the order is too small", async () => {
    const { id: coupon } = await stripe.coupons.create({ percent_off: 20 });
    const session = await buyOnce({ allow_promotion_codes: true });
    const refusal = async (code: string) => {
      const answer = await typeCode(session.id, code);
      expect(answer.status).toBe(400);
      return (answer.body.error as { message: string }).message;
    };
    expect(await refusal("NOPE")).toBe("This code is invalid.");
    const off = await stripe.promotionCodes.create({ coupon, code: "OFF" });
    await stripe.promotionCodes.update(off.id, { active: false });
    expect(await refusal("OFF")).toContain("no longer valid");
    const ann = await stripe.customers.create();
    await stripe.promotionCodes.create({ coupon, code: "ANN", customer: ann.id });
    expect(await refusal("ANN")).toContain("another customer");
    const restrictions = { minimum_amount: 20000, minimum_amount_currency: "usd" };
    await stripe.promotionCodes.create({ coupon, code: "BIG", restrictions });
    expect(await refusal("BIG")).toContain("minimum amount");
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ amount_total: 14900 });
  });

  test("is not asked for unless the session allows it, which excludes a discount of its own", async () => {
    const { id: coupon } = await stripe.coupons.create({ percent_off: 20 });
    await stripe.promotionCodes.create({ coupon, code: "SAVE20" });
    const session = await buyOnce({});
    expect((await typeCode(session.id, "SAVE20")).status).toBe(400);
    await expect(buyOnce({ allow_promotion_codes: true, discounts: [{ coupon }] })).rejects.toMatchObject({
      param: "allow_promotion_codes",
    });
  });
});

test("a promotion code's id works on a session as its coupon does", async () => {
  const { id: coupon } = await stripe.coupons.create({ percent_off: 20 });
  const restrictions = { first_time_transaction: true };
  const { id: promotion_code } = await stripe.promotionCodes.create({ coupon, restrictions });
  const customer = (await stripe.customers.create({ email: "ann@example.com" })).id;
  const first = await buyOnce({ customer, discounts: [{ promotion_code }] });
  expect(first.amount_total).toBe(11920);
  await complete(first.id);
  await expect(buyOnce({ customer, discounts: [{ promotion_code }] })).rejects.toMatchObject({
    param: "discounts[0][promotion_code]",
  });
});
