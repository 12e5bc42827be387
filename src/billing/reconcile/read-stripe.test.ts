import type Stripe from "stripe";
import { describe, expect, it } from "vitest";
import type { StripeConfig } from "../../platform/config/index.ts";
import { readPayment, readSubscription } from "./read-stripe.ts";
import {
  BOUGHT,
  makeCharge,
  makeInvoice,
  makeItem,
  makeSession,
  makeSubscription,
  WEEK_SECONDS,
} from "./stripe-objects.fixture.ts";

const NO_DISPUTES = new Map();

const CONFIG: StripeConfig = {
  secretKey: "sk_test_1",
  livemode: false,
  webhookSecrets: [],
  weeklyPriceId: "price_weekly",
  oneTimePriceId: "price_lifetime",
  retiredPrices: new Map([
    ["price_weekly_2025", "weekly"],
    ["price_lifetime_2025", "one-time"],
  ]),
  apiBase: undefined,
};

const disputeOf = (status: Stripe.Dispute.Status) => [{ id: "dp_1", status } as Stripe.Dispute];
const inCents = { chargeId: "ch_1", amount: 1900, currency: "usd", amountRefunded: 0, disputes: [] };

const read = (subscription: Stripe.Subscription, invoices: Stripe.Invoice[] = [], disputes = NO_DISPUTES) =>
  readSubscription({ subscription, invoices, paidBy: "owner" }, disputes, CONFIG);

describe("a subscription at Stripe", () => {
  it("is kept with what decides about access, in milliseconds", () => {
    expect(read(makeSubscription())).toEqual({
      subscriptionId: "sub_1",
      customerId: "cus_1",
      paidBy: "owner",
      status: "active",
      priceId: "price_weekly",
      plan: "weekly",
      createdAt: BOUGHT * 1000,
      currentPeriodStart: (BOUGHT + 1) * 1000,
      currentPeriodEnd: (BOUGHT + WEEK_SECONDS) * 1000,
      cancelAtPeriodEnd: false,
      endedAt: null,
      canceledForRefund: false,
      renewalAmount: 1900,
      currency: "usd",
      latestCharge: inCents,
      troubledCharges: [],
      latestInvoice: {
        invoiceId: "in_1",
        status: "paid",
        periodStart: BOUGHT * 1000,
        amountRemaining: 0,
        nextAttemptAt: null,
        attempts: 1,
        payUrl: "https://invoice.example/in_1",
      },
      openInvoices: [],
    });
  });

  it("counts only when it sells one of our weeks, be it at a retired price", () => {
    const priced = (...priceIds: string[]) =>
      read(
        makeSubscription(
          {},
          priceIds.map((id) => makeItem(id)),
        ),
      );
    expect(priced("price_foreign")).toBeNull();
    expect(priced("price_lifetime")).toBeNull();
    expect(priced()).toBeNull();
    expect(priced("price_weekly_2025")).toMatchObject({ plan: "weekly", priceId: "price_weekly_2025" });
    expect(priced("price_foreign", "price_weekly")).toMatchObject({ plan: "weekly", priceId: "price_weekly" });
  });

  it("names its payer, also when Stripe sends the whole customer", () => {
    expect(read(makeSubscription({ customer: { id: "cus_2" } as Stripe.Customer }))?.customerId).toBe("cus_2");
  });

  it("has its end once it ended", () => {
    expect(read(makeSubscription({ ended_at: BOUGHT + 60 }))?.endedAt).toBe((BOUGHT + 60) * 1000);
  });

  it("knows by our own comment that it was canceled because its week was given back", () => {
    const commented = (comment: string | null) =>
      read(makeSubscription({ cancellation_details: { comment, feedback: null, reason: null } }))?.canceledForRefund;
    expect(commented("refunded week")).toBe(true);
    expect(commented("duplicate")).toBe(false);
    expect(commented(null)).toBe(false);
  });
});

describe("the charges of a subscription", () => {
  it("there is no latest one while the latest invoice is unpaid, free, or not there", () => {
    const latestCharge = (latest_invoice: Stripe.Invoice | string | null) =>
      read(makeSubscription({ latest_invoice }))?.latestCharge;
    expect(latestCharge(makeInvoice({ charge: makeCharge({ paid: false }) }))).toBeNull();
    expect(latestCharge(makeInvoice({ charge: null }))).toBeNull();
    expect(latestCharge(makeInvoice({ charge: "ch_1" }))).toBeNull();
    expect(latestCharge("in_1")).toBeNull();
    expect(latestCharge(null)).toBeNull();
  });

  it("carry what was given back and every dispute", () => {
    const latest_invoice = makeInvoice({ charge: makeCharge({ amount_refunded: 500 }) });
    const disputes = new Map([["ch_1", disputeOf("won")]]);
    expect(read(makeSubscription({ latest_invoice }), [latest_invoice], disputes)).toMatchObject({
      latestCharge: { ...inCents, amountRefunded: 500, disputes: [{ disputeId: "dp_1", status: "won" }] },
      troubledCharges: [],
    });
  });

  it("of earlier weeks are kept where something was given back or disputed", () => {
    const week = (id: string, amount_refunded = 0) =>
      makeInvoice({ id: `in_${id}`, charge: makeCharge({ id, amount_refunded }) });
    const invoices = [
      makeInvoice(),
      week("ch_fine"),
      week("ch_refunded", 1),
      week("ch_disputed"),
      makeInvoice({ charge: null }),
    ];
    const disputes = new Map([["ch_disputed", disputeOf("needs_response")]]);
    const troubled = [
      { ...inCents, chargeId: "ch_refunded", amountRefunded: 1 },
      { ...inCents, chargeId: "ch_disputed", disputes: [{ disputeId: "dp_1", status: "needs_response" }] },
    ];
    expect(read(makeSubscription(), invoices, disputes)?.troubledCharges).toEqual(troubled);
    const unpaid = makeSubscription({ latest_invoice: makeInvoice({ charge: null }) });
    expect(read(unpaid, invoices, disputes)?.troubledCharges).toEqual(troubled);
  });
});

describe("the invoices of a subscription", () => {
  it("that can be paid are kept, oldest first, by the week that they are for", () => {
    const week = (id: string, start: number) =>
      makeInvoice({ id, status: "open", lines: { data: [{ period: { start } }] } as Stripe.Invoice["lines"] });
    const invoices = [
      week("in_3", BOUGHT + 2),
      week("in_1", BOUGHT),
      week("in_2", BOUGHT + 1),
      makeInvoice({ status: "void" }),
      makeInvoice({ status: "uncollectible" }),
      makeInvoice(),
    ];
    const open = read(makeSubscription(), invoices)?.openInvoices;
    expect(open?.map(({ invoiceId, periodStart }) => [invoiceId, periodStart])).toEqual([
      ["in_1", BOUGHT * 1000],
      ["in_2", (BOUGHT + 1) * 1000],
      ["in_3", (BOUGHT + 2) * 1000],
    ]);
  });

  it("say what is left to pay, when the card is tried again, and where to pay", () => {
    const latest_invoice = makeInvoice({
      status: "open",
      amount_remaining: 700,
      attempt_count: 2,
      next_payment_attempt: BOUGHT + 3,
    });
    expect(read(makeSubscription({ latest_invoice }))?.latestInvoice).toEqual({
      invoiceId: "in_1",
      status: "open",
      periodStart: BOUGHT * 1000,
      amountRemaining: 700,
      nextAttemptAt: (BOUGHT + 3) * 1000,
      attempts: 2,
      payUrl: "https://invoice.example/in_1",
    });
  });

  it("that Stripe has not finished are drafts of the week they were made in, with no page yet", () => {
    const lines = { data: [] as Stripe.InvoiceLineItem[] } as Stripe.Invoice["lines"];
    const latest_invoice = makeInvoice({ status: null, lines, hosted_invoice_url: null });
    expect(read(makeSubscription({ latest_invoice }))?.latestInvoice).toMatchObject({
      status: "draft",
      periodStart: (BOUGHT + 9) * 1000,
      payUrl: null,
    });
    expect(read(makeSubscription({ latest_invoice: null }))?.latestInvoice).toBeNull();
  });
});

describe("what the next week costs", () => {
  const cost = (change: Partial<Stripe.Subscription>, item = makeItem("price_weekly")) =>
    read(makeSubscription(change, [item]))?.renewalAmount;
  const discount = (coupon: Partial<Stripe.Coupon>, end: number | null = null) => ({
    discount: { coupon: { amount_off: null, percent_off: null, ...coupon }, end } as Stripe.Discount,
  });

  it("is the price, as often as it was bought", () => {
    expect(cost({}, makeItem("price_weekly", { quantity: 3 }))).toBe(5700);
    const { quantity: _, ...once } = makeItem("price_weekly");
    expect(cost({}, once as Stripe.SubscriptionItem)).toBe(1900);
    expect(cost({}, makeItem("price_weekly", { unit_amount: null }))).toBe(0);
  });

  it("has a discount taken off that lasts", () => {
    expect(cost(discount({ duration: "forever", percent_off: 33 }))).toBe(1273);
    expect(cost(discount({ duration: "forever", amount_off: 500 }))).toBe(1400);
    expect(cost(discount({ duration: "forever", amount_off: 5000 }))).toBe(0);
    expect(cost(discount({ duration: "forever" }))).toBe(1900);
  });

  it("has a discount of some months taken off while they reach into it", () => {
    const end = BOUGHT + WEEK_SECONDS;
    expect(cost(discount({ duration: "repeating", amount_off: 500 }, end))).toBe(1400);
    expect(cost(discount({ duration: "repeating", amount_off: 500 }, end - 1))).toBe(1900);
  });

  it("is the full price when the discount was for the first week only", () => {
    expect(cost(discount({ duration: "once", amount_off: 500 }))).toBe(1900);
  });
});

it("keeps no link to an invoice that names a guest", () => {
  const open = makeInvoice({ status: "open", hosted_invoice_url: "https://invoice.example/in_1" });
  const subscription = makeSubscription({ latest_invoice: open });
  const urls = (["owner", "guest"] as const).map((paidBy) => {
    const kept = readSubscription({ subscription, invoices: [], paidBy }, NO_DISPUTES, CONFIG);
    return kept?.latestInvoice?.payUrl;
  });
  expect(urls).toEqual(["https://invoice.example/in_1", null]);
});

describe("a payment at Stripe", () => {
  const readAt = (priceId: string, change: Partial<Stripe.Checkout.Session> = {}, disputes = NO_DISPUTES) =>
    readPayment(makeSession(change), { priceId, caller: "owner" }, disputes, CONFIG);

  it("is kept with its charge and when that was made", () => {
    expect(readAt("price_lifetime")).toEqual({
      sessionId: "cs_test_1",
      plan: "one-time",
      paidBy: "owner",
      status: "paid",
      completedAt: (BOUGHT + 5) * 1000,
      charge: inCents,
    });
    expect(readAt("price_lifetime_2025")).toMatchObject({ plan: "one-time" });
  });

  it("carries its disputes", () => {
    expect(readAt("price_lifetime", {}, new Map([["ch_1", disputeOf("lost")]]))?.charge?.disputes).toEqual([
      { disputeId: "dp_1", status: "lost" },
    ]);
  });

  it("without a charge is as old as its session", () => {
    const intents = ["pi_1", null, { latest_charge: "ch_1" }, { latest_charge: null }] as Stripe.PaymentIntent[];
    for (const payment_intent of intents) {
      expect(readAt("price_lifetime", { payment_intent, payment_status: "no_payment_required" })).toEqual({
        sessionId: "cs_test_1",
        plan: "one-time",
        paidBy: "owner",
        status: "no_payment_required",
        completedAt: BOUGHT * 1000,
        charge: null,
      });
    }
  });

  it("counts only when it was completed and sold lifetime", () => {
    expect(readAt("price_foreign")).toBeNull();
    expect(readAt("price_weekly")).toBeNull();
    expect(readAt("price_lifetime", { status: "open" })).toBeNull();
    expect(readAt("price_lifetime", { mode: "subscription" })).toBeNull();
  });
});
