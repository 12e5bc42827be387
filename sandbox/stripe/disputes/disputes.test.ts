import type Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type OpenSandbox, openSandbox } from "../test-support/open-sandbox.ts";

const DAY = 24 * 3600 * 1000;

let now: Date;
let sandbox: OpenSandbox;
let stripe: Stripe;
beforeEach(async () => {
  now = new Date();
  sandbox = await openSandbox({ now: () => now });
  stripe = sandbox.stripe;
});
afterEach(() => sandbox.stop());

async function buy(card = "4242424242424242"): Promise<{ charge: string; payment_intent: string }> {
  const { lifetime } = await sandbox.createPrices();
  const session = await sandbox.createSession(lifetime.id, "payment");
  await sandbox.control(`/checkout-sessions/${session.id}/complete`, { card });
  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent"] });
  const intent = done.payment_intent as Stripe.PaymentIntent;
  return { charge: String(intent.latest_charge), payment_intent: intent.id };
}

async function only(params: Stripe.DisputeListParams = {}): Promise<Stripe.Dispute> {
  const [dispute, ...more] = (await stripe.disputes.list(params)).data;
  if (!dispute || more.length > 0) throw new Error("there should be one dispute");
  return dispute;
}

async function disputed(complaint: object = {}) {
  const bought = await buy();
  const answer = await sandbox.control(`/charges/${bought.charge}/dispute`, complaint);
  expect(answer.status).toBe(200);
  return { ...bought, id: String(answer.body.id) };
}

/** Types of events about disputes, oldest first. */
async function told(): Promise<string[]> {
  const events = await stripe.events.list({ limit: 100, type: "charge.dispute.*" });
  return events.data.map((event) => event.type.replace("charge.dispute.", "")).toReversed();
}

describe("the disputed card", () => {
  test("is disputed as fraudulent right after it paid, and the money is taken", async () => {
    const { charge, payment_intent } = await buy("4000000000000259");
    const dispute = await only({ charge });
    expect(dispute).toMatchObject({
      amount: 14900,
      is_charge_refundable: false,
      payment_intent,
      reason: "fraudulent",
      status: "needs_response",
    });
    expect(dispute).not.toHaveProperty("customer");
    expect(dispute.balance_transactions).toMatchObject([
      { amount: -14900, fee: 1500, net: -16400, reporting_category: "dispute", type: "adjustment" },
    ]);
    expect((await stripe.charges.retrieve(charge)).disputed).toBe(true);
    const types = (await stripe.events.list({ limit: 3 })).data.map((event) => event.type);
    expect(types).toEqual(["charge.dispute.funds_withdrawn", "charge.dispute.created", "checkout.session.completed"]);
    await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({ code: "charge_disputed" });
    expect(await only({ payment_intent })).toEqual(dispute);
    expect((await stripe.disputes.list({ charge: "ch_other" })).data).toEqual([]);
    expect((await stripe.disputes.list({ created: { gt: dispute.created } })).data).toEqual([]);
  });

  test("is lost when nobody answers in time", async () => {
    await buy("4000000000000259");
    expect((await only()).status).toBe("needs_response");
    now = new Date(now.getTime() + 21 * DAY);
    expect(await only()).toMatchObject({ status: "lost", evidence_details: { past_due: true } });
    expect(await told()).toEqual(["created", "funds_withdrawn", "closed"]);
  });
});

test("the disputed card is disputed again at each renewal, right after its charge", async () => {
  const { weekly } = await sandbox.createPrices();
  const session = await sandbox.createSession(weekly.id, "subscription");
  await sandbox.control(`/checkout-sessions/${session.id}/complete`, { card: "4000000000000259" });
  await sandbox.control("/clock/advance", { seconds: 8 * 24 * 3600 });
  const [second, first] = (await stripe.disputes.list()).data;
  for (const dispute of [first, second]) {
    const charge = await stripe.charges.retrieve(String(dispute?.charge));
    expect(dispute).toMatchObject({ amount: 1900, created: charge.created, status: "needs_response" });
  }
  expect(Number(second?.created) - Number(first?.created)).toBeGreaterThan(6 * 24 * 3600);
});

test("the inquired card leads to a question that takes no money and forbids no refund", async () => {
  const { charge } = await buy("4000000000001976");
  const inquiry = await only();
  expect(inquiry).toMatchObject({
    balance_transactions: [],
    is_charge_refundable: true,
    status: "warning_needs_response",
  });
  expect(await told()).toEqual(["created"]);
  expect(await stripe.refunds.create({ charge, amount: 100 })).toMatchObject({ status: "succeeded" });
});

describe("evidence", () => {
  test("can be kept and changed before it is submitted, then is under review", async () => {
    const { id } = await disputed();
    const kept = await stripe.disputes.update(id, {
      evidence: { customer_name: "Ann", uncategorized_text: "draft" },
      submit: false,
    });
    expect(kept).toMatchObject({
      evidence: { customer_name: "Ann", uncategorized_text: "draft", receipt: null },
      evidence_details: { has_evidence: true, submission_count: 0 },
      status: "needs_response",
    });
    const sent = await stripe.disputes.update(id, { evidence: { uncategorized_text: "final" }, metadata: { a: "b" } });
    expect(sent).toMatchObject({
      evidence: { customer_name: "Ann", uncategorized_text: "final" },
      evidence_details: { submission_count: 1 },
      metadata: { a: "b" },
      status: "under_review",
    });
    await expect(stripe.disputes.update(id, { evidence: { receipt: "x" } })).rejects.toMatchObject({ statusCode: 400 });
    expect(await told()).toEqual(["created", "funds_withdrawn", "updated", "updated"]);
    await expect(stripe.disputes.update(id, { evidence: { nonsense: "x" } as never })).rejects.toMatchObject({
      statusCode: 400,
    });
  });

  test.each([
    { words: "winning_evidence", status: "won", refundable: true, events: ["closed", "funds_reinstated"] },
    { words: "losing_evidence", status: "lost", refundable: false, events: ["closed"] },
  ])("of the words $words is decided as $status", async ({ words, status, refundable, events }) => {
    const { id } = await disputed({ amount: 5000 });
    expect((await stripe.disputes.update(id, { evidence: { uncategorized_text: words } })).status).toBe("under_review");
    const decided = await stripe.disputes.retrieve(id);
    expect(decided).toMatchObject({ amount: 5000, is_charge_refundable: refundable, status });
    expect(decided.balance_transactions.reduce((sum, { amount }) => sum + amount, 0)).toBe(refundable ? 0 : -5000);
    expect(await told()).toEqual(["created", "funds_withdrawn", "updated", ...events]);
    const [closed] = (await stripe.events.list({ type: "charge.dispute.closed" })).data;
    expect(closed?.data.previous_attributes).toMatchObject({ status: "under_review" });
    await expect(stripe.disputes.close(id)).rejects.toMatchObject({ statusCode: 400 });
  });
});

test("a dispute that is given up is lost", async () => {
  const { id, charge } = await disputed({ reason: "product_not_received" });
  expect(await stripe.disputes.close(id)).toMatchObject({ reason: "product_not_received", status: "lost" });
  await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({ code: "charge_disputed" });
});

describe("the operator", () => {
  test("lets an inquiry become a dispute, which takes the money, and be won", async () => {
    const { id, charge } = await disputed({ inquiry: true });
    await sandbox.control(`/disputes/${id}`, { status: "warning_under_review" });
    expect((await sandbox.control(`/disputes/${id}`, { status: "won" })).status).toBe(400);
    await sandbox.control(`/disputes/${id}`, { status: "needs_response" });
    expect((await stripe.disputes.retrieve(id)).balance_transactions).toHaveLength(1);
    await sandbox.control(`/disputes/${id}`, { status: "won" });
    expect(await told()).toEqual(["created", "updated", "updated", "funds_withdrawn", "closed", "funds_reinstated"]);
    expect((await stripe.refunds.create({ charge })).status).toBe("succeeded");
  });

  test("lets an inquiry end quietly", async () => {
    const { id } = await disputed({ inquiry: true });
    const closed = await sandbox.control(`/disputes/${id}`, { status: "warning_closed" });
    expect(closed.body).toMatchObject({ balance_transactions: [], status: "warning_closed" });
    expect(await told()).toEqual(["created", "closed"]);
  });

  test("can't open a second dispute beside an open one, or one over more than was paid", async () => {
    const { charge } = await disputed();
    expect((await sandbox.control(`/charges/${charge}/dispute`)).status).toBe(400);
    const other = await buy();
    expect((await sandbox.control(`/charges/${other.charge}/dispute`, { amount: 14901 })).status).toBe(400);
    expect((await sandbox.control("/charges/ch_none/dispute")).status).toBe(404);
  });
});
