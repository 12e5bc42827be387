import type Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type OpenSandbox, openSandbox } from "../test-support/open-sandbox.ts";

let sandbox: OpenSandbox;
let stripe: Stripe;
beforeEach(async () => {
  sandbox = await openSandbox();
  stripe = sandbox.stripe;
});
afterEach(() => sandbox.stop());

async function subscribe(customer: string, price: string) {
  const session = await sandbox.createSession(price, "subscription", { customer });
  await sandbox.control(`/checkout-sessions/${session.id}/complete`);
  return stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription", "invoice"] });
}

describe("a deleted customer", () => {
  test("loses subscriptions and cards at once and leaves a stub; what it bought stays", async () => {
    const { weekly, lifetime } = await sandbox.createPrices();
    const { id: customer } = await stripe.customers.create({ email: "ann@example.com" });
    const done = await subscribe(customer, weekly.id);
    const subscription = done.subscription as Stripe.Subscription;
    const once = await sandbox.createSession(lifetime.id, "payment", { customer });
    await sandbox.control(`/checkout-sessions/${once.id}/complete`);

    await stripe.customers.del(customer);
    const types = (await stripe.events.list({ limit: 3 })).data.map((event) => event.type);
    expect(types).toEqual(["customer.deleted", "payment_method.detached", "customer.subscription.deleted"]);
    expect(await stripe.customers.retrieve(customer)).toEqual(
      expect.objectContaining({ deleted: true, id: customer, object: "customer" }),
    );
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe("canceled");
    const method = await stripe.paymentMethods.retrieve(String(subscription.default_payment_method));
    expect(method.customer).toBeNull();
    expect(await stripe.checkout.sessions.retrieve(once.id)).toMatchObject({ customer, payment_status: "paid" });
    expect((await stripe.subscriptions.list({ customer, status: "all" })).data).toHaveLength(1);
    await expect(stripe.customers.del(customer)).rejects.toMatchObject({ statusCode: 404 });
  });

  test("can neither begin a checkout nor pay one begun before", async () => {
    const { lifetime } = await sandbox.createPrices();
    const { id: customer } = await stripe.customers.create();
    const session = await sandbox.createSession(lifetime.id, "payment", { customer });
    await stripe.customers.del(customer);
    await expect(sandbox.createSession(lifetime.id, "payment", { customer })).rejects.toMatchObject({
      code: "resource_missing",
      param: "customer",
    });
    expect((await sandbox.submitCard(session.id)).status).toBe(400);
    expect((await stripe.charges.list()).data).toEqual([]);
  });
});

describe("a customer's own discount", () => {
  test("is taken off its subscriptions, and can be removed", async () => {
    const { weekly } = await sandbox.createPrices();
    const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: "forever" });
    const customer = await stripe.customers.create({ coupon, email: "ann@example.com" });
    expect(customer.discount).toMatchObject({ coupon: { id: coupon }, customer: customer.id, subscription: null });
    const done = await subscribe(customer.id, weekly.id);
    expect(done.amount_total).toBe(950);
    expect(done.invoice).toMatchObject({ amount_paid: 950, discount: { id: customer.discount?.id } });
    expect((done.subscription as Stripe.Subscription).discount).toBeNull();
    expect(await stripe.customers.deleteDiscount(customer.id)).toMatchObject({ deleted: true, object: "discount" });
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ discount: null });
    await expect(stripe.customers.deleteDiscount(customer.id)).rejects.toMatchObject({ statusCode: 404 });
    const told = (await stripe.events.list({ type: "customer.discount.*" })).data.map((event) => event.type);
    expect(told).toEqual(["customer.discount.deleted", "customer.discount.created"]);
  });

  test("is taken off its renewals, until it is removed", async () => {
    const { weekly } = await sandbox.createPrices();
    const customer = await stripe.customers.create({ email: "ann@example.com" });
    await subscribe(customer.id, weekly.id);
    const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: "forever" });
    await stripe.customers.update(customer.id, { coupon });
    const week = { seconds: 7 * 24 * 3600 + 2 * 3600 };
    await sandbox.control("/clock/advance", week);
    await stripe.customers.deleteDiscount(customer.id);
    await sandbox.control("/clock/advance", week);
    const invoices = (await stripe.invoices.list()).data.toReversed();
    expect(invoices.map(({ amount_paid }) => amount_paid)).toEqual([1900, 950, 1900]);
  });

  test("of one use is gone after the first invoice, not after a refused card", async () => {
    const { weekly } = await sandbox.createPrices();
    const { id: coupon } = await stripe.coupons.create({ percent_off: 50 });
    const customer = await stripe.customers.create({ email: "ann@example.com" });
    await stripe.customers.update(customer.id, { coupon });
    const session = await sandbox.createSession(weekly.id, "subscription", { customer: customer.id });
    await sandbox.control(`/checkout-sessions/${session.id}/complete`, { card: "4000000000000002" });
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ discount: { coupon: { id: coupon } } });
    expect((await subscribe(customer.id, weekly.id)).amount_total).toBe(950);
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ discount: null });
  });
});
