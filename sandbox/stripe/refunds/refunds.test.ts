import type Stripe from "stripe";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type OpenSandbox, openSandbox } from "../test-support/open-sandbox.ts";

let now: Date;
let sandbox: OpenSandbox;
let stripe: Stripe;
beforeEach(async () => {
  now = new Date();
  sandbox = await openSandbox({ now: () => now });
  stripe = sandbox.stripe;
});
afterEach(() => sandbox.stop());

async function buy(card: string): Promise<string> {
  const { lifetime } = await sandbox.createPrices();
  const session = await sandbox.createSession(lifetime.id, "payment");
  await sandbox.control(`/checkout-sessions/${session.id}/complete`, { card });
  return String((await stripe.checkout.sessions.retrieve(session.id)).payment_intent);
}

async function chargeOf(payment_intent: string): Promise<Stripe.Charge> {
  const [charge] = (await stripe.charges.list({ payment_intent })).data;
  if (!charge) throw new Error("nothing was charged");
  return charge;
}

const typesSince = async (moment: string) => {
  const types = (await stripe.events.list({ limit: 100 })).data.map((event) => event.type);
  return types.slice(0, types.indexOf(moment as Stripe.Event.Type)).toReversed();
};

test("a refund that fails gives the money back to the charge and says so under both names", async () => {
  const payment_intent = await buy("4242424242424242");
  const first = await stripe.refunds.create({ payment_intent, amount: 4900 });
  const second = await stripe.refunds.create({ payment_intent });
  expect(await chargeOf(payment_intent)).toMatchObject({ amount_refunded: 14900, refunded: true });

  const failed = await sandbox.control(`/refunds/${second.id}`, { status: "failed", failure_reason: "declined" });
  expect(failed.body).toMatchObject({ id: second.id, status: "failed", failure_reason: "declined" });
  expect(await chargeOf(payment_intent)).toMatchObject({ amount_refunded: 4900, refunded: false });
  const back = await stripe.balanceTransactions.retrieve(String(failed.body.failure_balance_transaction));
  expect(back).toMatchObject({ amount: 10000, net: 10000, source: second.id, type: "refund_failure" });
  expect(await typesSince("refund.created")).toEqual(["charge.refund.updated", "refund.updated", "refund.failed"]);
  const [told] = (await stripe.events.list({ type: "charge.refund.updated" })).data;
  expect(told?.data.previous_attributes).toEqual({
    failure_balance_transaction: null,
    failure_reason: null,
    status: "succeeded",
  });

  const again = await sandbox.control(`/refunds/${second.id}`, { status: "succeeded" });
  expect(again.status).toBe(400);
  await expect(stripe.refunds.create({ payment_intent, amount: 10001 })).rejects.toMatchObject({ param: "amount" });
  expect((await stripe.refunds.create({ payment_intent })).amount).toBe(10000);
  expect((await stripe.refunds.retrieve(first.id)).status).toBe("succeeded");
});

test("a refund to the slow card waits for the bank, counting as refunded already", async () => {
  const payment_intent = await buy("4000000000007726");
  const refund = await stripe.refunds.create({ payment_intent });
  expect(refund.status).toBe("pending");
  expect(await chargeOf(payment_intent)).toMatchObject({ amount_refunded: 14900, refunded: true });
  expect((await stripe.refunds.retrieve(refund.id)).status).toBe("pending");
  now = new Date(now.getTime() + 60_000);
  expect((await stripe.refunds.retrieve(refund.id)).status).toBe("succeeded");
  expect(await typesSince("refund.created")).toEqual(["charge.refund.updated", "refund.updated"]);
});

test("a refund to the card that sends money back succeeds first and fails later", async () => {
  const payment_intent = await buy("4000000000005126");
  const refund = await stripe.refunds.create({ payment_intent });
  expect(refund.status).toBe("succeeded");
  now = new Date(now.getTime() + 60_000);
  const failed = await stripe.refunds.retrieve(refund.id, { expand: ["failure_balance_transaction"] });
  expect(failed).toMatchObject({
    failure_balance_transaction: { amount: 14900 },
    failure_reason: "expired_or_canceled_card",
    status: "failed",
  });
  expect(await chargeOf(payment_intent)).toMatchObject({ amount_refunded: 0, refunded: false });
  const failures = (await stripe.events.list({ type: "refund.failed" })).data;
  expect(failures).toHaveLength(1);
});

test("only a refund that waits for the buyer can be canceled", async () => {
  const payment_intent = await buy("4000000000007726");
  const refund = await stripe.refunds.create({ payment_intent });
  await expect(stripe.refunds.cancel(refund.id)).rejects.toMatchObject({ statusCode: 400 });
  await sandbox.control(`/refunds/${refund.id}`, { status: "requires_action" });
  expect(await stripe.refunds.cancel(refund.id)).toMatchObject({ status: "canceled" });
  expect(await chargeOf(payment_intent)).toMatchObject({ amount_refunded: 0, refunded: false });
});
