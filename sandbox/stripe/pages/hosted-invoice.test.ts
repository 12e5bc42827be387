import type Stripe from "stripe";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type OpenSandbox, openSandbox } from "../test-support/open-sandbox.ts";

const CARD = { number: "5555 5555 5555 4444", expiry: "12 / 40", cvc: "123", name: "Ann" };
const WEEK = 7 * 24 * 3600;

let sandbox: OpenSandbox;
let stripe: Stripe;
let subscription: Stripe.Subscription;
let invoice: Stripe.Invoice;
let page: string;
/** A weekly plan whose renewal has just failed. */
beforeEach(async () => {
  sandbox = await openSandbox();
  stripe = sandbox.stripe;
  const { weekly } = await sandbox.createPrices();
  const session = await sandbox.createSession(weekly.id, "subscription");
  await sandbox.control(`/checkout-sessions/${session.id}/complete`, { card: "4000000000000341" });
  await sandbox.control("/clock/advance", { seconds: WEEK + 7200 });
  subscription = (await stripe.subscriptions.list({ status: "all" })).data[0] as Stripe.Subscription;
  invoice = (await stripe.invoices.list({ status: "open" })).data[0] as Stripe.Invoice;
  page = new URL(String(invoice.hosted_invoice_url)).pathname;
});
afterEach(() => sandbox.stop());

/** Sends a form to where the page sends it, and gives the page that follows. */
async function send(fields: Record<string, string>) {
  const action = /<form method="post" action="([^"]+)"/.exec(await sandbox.openPage(page))?.[1] ?? page;
  const body = new URLSearchParams(fields);
  const answer = await fetch(sandbox.origin + action, { method: "POST", body, redirect: "manual" });
  const to = answer.headers.get("location");
  return { status: answer.status, html: to ? await sandbox.openPage(to) : await answer.text() };
}
const fresh = () => stripe.invoices.retrieve(invoice.id);
const charges = async () => (await stripe.charges.list({ limit: 20 })).data.filter((charge) => charge.paid).length;

test("a card pays the open invoice once, becomes the customer's, and the plan goes on", async () => {
  expect(await sandbox.openPage(page)).toContain("Pay $19.00");
  const paid = await send(CARD);
  expect(paid).toMatchObject({ status: 303, html: expect.stringContaining("This invoice is paid.") });
  expect(paid.html).not.toContain("<form");
  expect(await fresh()).toMatchObject({ status: "paid", amount_remaining: 0 });
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe("active");
  const methods = await stripe.customers.listPaymentMethods(String(invoice.customer));
  expect(methods.data.map((method) => method.card?.last4)).toContain("4444");

  const before = await charges();
  expect((await send(CARD)).html).toContain("This invoice is paid.");
  expect(await charges()).toBe(before);
});

test("a card that fails only at renewals pays here, for its owner is present", async () => {
  await send({ ...CARD, number: "4000000000000341" });
  expect((await fresh()).status).toBe("paid");
});

test("a decline is told in words, keeps the card from the customer, and another card pays", async () => {
  const refused = await send({ ...CARD, number: "4000000000009995" });
  expect(refused).toMatchObject({
    status: 303,
    html: expect.stringMatching(/role="alert">Your card has insufficient/),
  });
  expect((await fresh()).status).toBe("open");
  const methods = await stripe.customers.listPaymentMethods(String(invoice.customer));
  expect(methods.data.map((method) => method.card?.last4)).not.toContain("9995");
  expect((await send(CARD)).html).toContain("This invoice is paid.");
});

test("a mistyped card is shown beside its fields and nothing is charged", async () => {
  const wrong = await send({ ...CARD, number: "4242" });
  expect(wrong).toMatchObject({ status: 400, html: expect.stringContaining("Your card number is incomplete.") });
  expect((await fresh()).status).toBe("open");
});

test("the bank's question comes first: failed it asks for another card, passed it pays and keeps the card", async () => {
  const asks = { ...CARD, number: "4000002500003155" };
  const asked = await send(asks);
  expect(asked.html).toContain("Your bank asks");
  expect(asked.html).toContain("$19.00");
  expect((await send({ answer: "fail" })).html).toContain("Your bank did not approve");
  expect((await fresh()).status).toBe("open");

  await send(asks);
  expect((await send({ answer: "pass" })).html).toContain("This invoice is paid.");
  const methods = await stripe.customers.listPaymentMethods(String(invoice.customer));
  expect(methods.data.map((method) => method.card?.last4)).toContain("3155");
});

test("a voided invoice says so and takes no card", async () => {
  await stripe.invoices.voidInvoice(invoice.id);
  const html = await sandbox.openPage(page);
  expect(html).toContain("This invoice was voided.");
  expect(html).not.toContain("<form");
  await send(CARD);
  expect((await fresh()).status).toBe("void");
});
