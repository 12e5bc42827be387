import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OpenSandbox, openSandbox } from "../test-support/open-sandbox.ts";

let sandbox: OpenSandbox;
let stripe: Stripe;
let now = new Date("2026-01-05T12:00:00Z");
const names: string[] = [];

beforeAll(async () => {
  sandbox = await openSandbox({ now: () => now });
  stripe = sandbox.stripe;
  for (const index of Array.from({ length: 25 }, (_, position) => position)) {
    const name = `Customer ${index}`;
    names.unshift(name);
    await stripe.customers.create({ name, email: `c${index % 5}@example.com` });
    now = new Date(now.getTime() + 1000);
  }
});
afterAll(() => sandbox.stop());

const namesOf = (list: Stripe.ApiList<Stripe.Customer>) => list.data.map((customer) => customer.name);

describe("lists", () => {
  test("show ten of the newest and say that there is more", async () => {
    const page = await stripe.customers.list();
    expect(namesOf(page)).toEqual(names.slice(0, 10));
    expect(page).toMatchObject({ object: "list", has_more: true, url: "/v1/customers" });
  });

  test("go on from a cursor in both directions", async () => {
    const first = await stripe.customers.list({ limit: 10 });
    const second = await stripe.customers.list({ limit: 10, starting_after: String(first.data.at(-1)?.id) });
    const third = await stripe.customers.list({ limit: 10, starting_after: String(second.data.at(-1)?.id) });
    expect([...namesOf(first), ...namesOf(second), ...namesOf(third)]).toEqual(names);
    expect(third.has_more).toBe(false);
    const back = await stripe.customers.list({ limit: 10, ending_before: String(third.data[0]?.id) });
    expect(namesOf(back)).toEqual(namesOf(second));
    expect(back.has_more).toBe(true);
  });

  test("are walked to the end by the SDK's own pager", async () => {
    const walked: (string | null | undefined)[] = [];
    for await (const customer of stripe.customers.list({ limit: 7 })) walked.push(customer.name);
    expect(walked).toEqual(names);
  });

  test("refuse a limit outside 1-100 and a cursor that is not there", async () => {
    for (const limit of [0, 101])
      await expect(stripe.customers.list({ limit })).rejects.toMatchObject({ param: "limit" });
    await expect(stripe.customers.list({ starting_after: "cus_none" })).rejects.toMatchObject({
      param: "starting_after",
    });
  });

  test("filter by e-mail and by time", async () => {
    expect((await stripe.customers.list({ email: "c1@example.com" })).data).toHaveLength(5);
    const start = Date.parse("2026-01-05T12:00:00Z") / 1000;
    const some = await stripe.customers.list({ created: { gte: start + 3, lt: start + 6 } });
    expect(namesOf(some)).toEqual(["Customer 5", "Customer 4", "Customer 3"]);
  });

  test("of events filter by type, by several types and by a star", async () => {
    await stripe.products.create({ name: "a" });
    await stripe.prices.create({ currency: "usd", unit_amount: 1, product_data: { name: "b" } });
    expect((await stripe.events.list({ type: "price.created" })).data).toHaveLength(1);
    expect((await stripe.events.list({ type: "product.*" })).data).toHaveLength(2);
    expect((await stripe.events.list({ types: ["price.created", "product.created"] })).data).toHaveLength(3);
  });

  test("of prices filter by lookup key and expand the product", async () => {
    const product = await stripe.products.create({ id: "prod_own", name: "Own" });
    const given = { currency: "usd", product: product.id, unit_amount: 500, lookup_key: "weekly" };
    const old = await stripe.prices.create(given);
    await expect(stripe.prices.create(given)).rejects.toMatchObject({ param: "lookup_key" });
    const fresh = await stripe.prices.create({ ...given, transfer_lookup_key: true });
    const found = await stripe.prices.list({ lookup_keys: ["weekly"], expand: ["data.product"] });
    expect(found.data).toMatchObject([{ id: fresh.id, product: { id: "prod_own", name: "Own" } }]);
    expect((await stripe.prices.retrieve(old.id)).lookup_key).toBeNull();
  });
});

describe("expand", () => {
  test("reaches four levels deep, through lists", async () => {
    const { weekly } = await sandbox.createPrices();
    const session = await sandbox.createSession(weekly.id, "subscription");
    await sandbox.control(`/checkout-sessions/${session.id}/complete`);
    const list = await stripe.subscriptions.list({ expand: ["data.latest_invoice.payment_intent.latest_charge"] });
    expect(list.data[0]).toMatchObject({
      latest_invoice: {
        object: "invoice",
        payment_intent: { latest_charge: { object: "charge", status: "succeeded" } },
      },
    });
    const id = String(list.data[0]?.id);
    const one = await stripe.subscriptions.retrieve(id, {
      expand: ["customer", "latest_invoice.charge", "items.data.price.product"],
    });
    expect(one).toMatchObject({ customer: { object: "customer" }, latest_invoice: { charge: { object: "charge" } } });
    expect(one.items.data[0]?.price.product).toMatchObject({ object: "product" });
  });

  test("refuses what cannot be expanded, with a hint for lists", async () => {
    const customer = await stripe.customers.create();
    await expect(stripe.customers.retrieve(customer.id, { expand: ["name"] })).rejects.toThrow(
      "cannot be expanded (name)",
    );
    await expect(stripe.subscriptions.list({ expand: ["customer"] })).rejects.toThrow("'data.customer' instead");
  });
});
