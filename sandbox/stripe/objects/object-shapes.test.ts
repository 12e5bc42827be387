import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import committed from "../object-keys.json" with { type: "json" };
import { keyPaths, missingPaths } from "../test-support/key-paths.ts";
import { type OpenSandbox, openSandbox } from "../test-support/open-sandbox.ts";

type Hash = Record<string, unknown>;

const shared = process.env.SHARED_DIR ?? join(import.meta.dirname, "../../../../shared");
const fixtureFile = join(shared, "data/stripe/fixtures-2023-10-16.json");
const types = Object.keys(committed.keys) as (keyof typeof committed.keys)[];

/** Stripe prints it on lines made from invoice items, never on a subscription's. */
const ONLY_ON_MANUAL_LINES = "line_item.invoice_item";

let sandbox: OpenSandbox;
const seen = new Map<string, Hash>();

beforeAll(async () => {
  sandbox = await openSandbox();
  await liveThroughEverything();
});
afterAll(() => sandbox.stop());

test.each(types)("%s has every key that Stripe's has", (type) => {
  expect(seen.get(type), `the API returned no ${type}`).toBeDefined();
  const missing = missingPaths(seen.get(type) ?? {}, expectedPaths(type));
  expect(missing.filter((path) => `${type}.${path}` !== ONLY_ON_MANUAL_LINES)).toEqual([]);
});

test.runIf(existsSync(fixtureFile))("the committed list of keys is Stripe's own", () => {
  for (const type of types) expect(committed.keys[type], type).toBe(keyPaths(fixture(type)).sort().join(" "));
});

function expectedPaths(type: keyof typeof committed.keys): readonly string[] {
  return existsSync(fixtureFile) ? keyPaths(fixture(type)) : committed.keys[type].split(" ");
}

function fixture(type: string): Hash {
  const { resources } = JSON.parse(readFileSync(fixtureFile, "utf8")) as { resources: Record<string, Hash> };
  return resources[type] ?? {};
}

/** Both purchases, one of them discounted, a refund, a dispute and deletions, keeping each kind of object as the API printed it. */
async function liveThroughEverything(): Promise<void> {
  const { stripe } = sandbox;
  const { product, weekly, lifetime } = await sandbox.createPrices();
  const once = await sandbox.createSession(lifetime.id, "payment");
  const coupon = await stripe.coupons.create({ duration: "forever", percent_off: 50 });
  const promotion = await stripe.promotionCodes.create({ coupon: coupon.id });
  const each = await sandbox.createSession(weekly.id, "subscription", {
    discounts: [{ promotion_code: promotion.id }],
  });
  await sandbox.submitCard(once.id);
  await sandbox.submitCard(each.id);
  const session = await stripe.checkout.sessions.retrieve(once.id);
  const refund = await stripe.refunds.create({ payment_intent: String(session.payment_intent) });
  const subscription = (await stripe.subscriptions.list()).data[0];
  const customer = (await stripe.customers.list()).data[0];
  const intent = await stripe.paymentIntents.retrieve(String(session.payment_intent));
  const charge = await stripe.charges.retrieve(String(intent.latest_charge));
  const invoice = (await stripe.invoices.list()).data[0];
  const disputed = await sandbox.control(`/charges/${String(invoice?.charge)}/dispute`);
  const objects = [
    coupon,
    promotion,
    subscription?.discount,
    await stripe.disputes.retrieve(String(disputed.body.id)),
    product,
    weekly,
    session,
    refund,
    subscription,
    subscription?.items.data[0],
    customer,
    intent,
    charge,
    invoice,
    invoice?.lines.data[0],
    (await stripe.checkout.sessions.listLineItems(once.id)).data[0],
    (await stripe.paymentMethods.list()).data[0],
    (await stripe.events.list()).data[0],
    await stripe.balanceTransactions.retrieve(String(charge.balance_transaction)),
    await stripe.testHelpers.testClocks.create({ frozen_time: 1_800_000_000 }),
    (await stripe.billingPortal.configurations.list()).data[0],
    await stripe.billingPortal.sessions.create({ customer: String(customer?.id) }),
    await stripe.webhookEndpoints.create({ enabled_events: ["*"], url: "http://127.0.0.1:9/" }),
  ];
  for (const object of objects) if (object) seen.set(object.object, object as unknown as Hash);
  seen.set("deleted_coupon", (await stripe.coupons.del(coupon.id)) as unknown as Hash);
  seen.set("deleted_customer", (await stripe.customers.del(String(customer?.id))) as unknown as Hash);
}
