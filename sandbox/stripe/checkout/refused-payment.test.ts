import type Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type OpenSandbox, openSandbox } from "../test-support/open-sandbox.ts";

const DECLINED = "4000000000000002";
const POOR = "4000 0000 0000 9995";
const ASKS = "4000002500003155";

let sandbox: OpenSandbox;
let stripe: Stripe;
let prices: Awaited<ReturnType<OpenSandbox["createPrices"]>>;
beforeEach(async () => {
  sandbox = await openSandbox();
  stripe = sandbox.stripe;
  prices = await sandbox.createPrices();
});
afterEach(() => sandbox.stop());

const eventTypes = async () => (await stripe.events.list({ limit: 100 })).data.map((event) => event.type);

describe("a declined card", () => {
  test("leaves a one-time session open, says why, and another card pays the same intent", async () => {
    const session = await sandbox.createSession(prices.lifetime.id, "payment");
    const refused = await sandbox.submitCard(session.id, { number: DECLINED });
    expect(refused).toMatchObject({ status: 303, location: `/c/pay/${session.id}` });
    expect(await sandbox.openPage(refused.location)).toMatch(/role="alert">Your card was declined/);
    const open = await stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent"] });
    const intent = open.payment_intent as Stripe.PaymentIntent;
    expect(open).toMatchObject({ status: "open", payment_status: "unpaid" });
    expect(intent).toMatchObject({
      status: "requires_payment_method",
      last_payment_error: { type: "card_error", code: "card_declined", decline_code: "generic_decline" },
    });
    expect(await eventTypes()).toEqual(expect.arrayContaining(["charge.failed", "payment_intent.payment_failed"]));

    expect((await sandbox.submitCard(session.id)).status).toBe(303);
    const done = await stripe.checkout.sessions.retrieve(session.id);
    expect(done).toMatchObject({ status: "complete", payment_status: "paid", payment_intent: intent.id });
    const charges = await stripe.charges.list({ payment_intent: intent.id });
    expect(charges.data.map((charge) => charge.status)).toEqual(["succeeded", "failed"]);
  });

  test("leaves no active subscription, and the next attempt goes on with the incomplete one", async () => {
    const session = await sandbox.createSession(prices.weekly.id, "subscription");
    const refused = await sandbox.submitCard(session.id, { number: POOR });
    expect(await sandbox.openPage(refused.location)).toContain("Your card has insufficient funds.");
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ status: "open", subscription: null });
    const [incomplete] = (await stripe.subscriptions.list({ status: "all" })).data;
    expect(incomplete?.status).toBe("incomplete");
    expect((await stripe.subscriptions.list({ status: "active" })).data).toEqual([]);

    await sandbox.submitCard(session.id);
    const active = (await stripe.subscriptions.list({ status: "all" })).data;
    expect(active).toMatchObject([{ id: incomplete?.id, status: "active" }]);
    expect((await stripe.customers.list()).data).toHaveLength(1);
  });

  test("through the controls is a 402 in Stripe's words", async () => {
    const session = await sandbox.createSession(prices.lifetime.id, "payment");
    const answer = await sandbox.control(`/checkout-sessions/${session.id}/complete`, { card: DECLINED });
    expect(answer.status).toBe(402);
    expect(answer.body.error).toMatchObject({ type: "card_error", code: "card_declined" });
  });
});

describe("a card that asks for authentication", () => {
  test.each(["payment", "subscription"] as const)("pays a %s once the buyer completes it", async (mode) => {
    const session = await sandbox.createSession(mode === "payment" ? prices.lifetime.id : prices.weekly.id, mode);
    const asked = await sandbox.submitCard(session.id, { number: ASKS });
    expect(asked).toMatchObject({ status: 303, location: `/c/pay/${session.id}/authenticate` });
    const [waiting] = (await stripe.paymentIntents.list()).data;
    expect(waiting).toMatchObject({ status: "requires_action", next_action: { type: "redirect_to_url" } });
    const bank = await (await fetch(`${sandbox.origin}/c/pay/${session.id}`)).text();
    expect(bank).toContain("Complete authentication");
    expect(bank).toContain("Fail authentication");

    const passed = await sandbox.answerBank(session.id, "pass");
    expect(passed.location).toContain("/subscription/success?session_id=cs_test_");
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: "complete",
      payment_status: "paid",
    });
  });

  test.each(["payment", "subscription"] as const)("takes no money for a %s when the buyer fails it", async (mode) => {
    const session = await sandbox.createSession(mode === "payment" ? prices.lifetime.id : prices.weekly.id, mode);
    await sandbox.submitCard(session.id, { number: ASKS });
    const failed = await sandbox.answerBank(session.id, "fail");
    expect(failed).toMatchObject({ status: 303, location: `/c/pay/${session.id}` });
    const page = await sandbox.openPage(failed.location);
    expect(page).toContain("unable to authenticate your payment method");
    expect(page).toContain(`action="/c/pay/${session.id}"`);
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: "open",
      payment_status: "unpaid",
    });
    const [intent] = (await stripe.paymentIntents.list()).data;
    expect(intent).toMatchObject({
      status: "requires_payment_method",
      last_payment_error: { code: "payment_intent_authentication_failure" },
    });
    expect((await stripe.charges.list()).data).toEqual([]);
    expect((await sandbox.submitCard(session.id)).status).toBe(303);
  });
});

describe("the form", () => {
  test.each([
    ["a number that fails its checksum", { number: "4242424242424241" }, "Your card number is invalid."],
    ["an expiry in the past", { expiry: "01 / 20" }, "expiration date is in the past"],
    ["a short CVC", { cvc: "12" }, "security code needs 3 digits"],
    ["no e-mail", { email: "" }, "Your email is incomplete."],
    ["no name", { name: "" }, "Your name is missing."],
  ])("refuses %s, naming the field", async (_, fields, message) => {
    const session = await sandbox.createSession(prices.lifetime.id, "payment");
    const refused = await sandbox.submitCard(session.id, fields);
    expect(refused.status).toBe(400);
    expect(refused.html).toContain(message.replace("'", "&#39;"));
    expect(refused.html).toContain(`aria-describedby="${Object.keys(fields)[0]}-error"`);
    expect((await stripe.paymentIntents.list()).data).toEqual([]);
  });

  test("shows what is bought, for how long, and that no money is real, without letting markup in", async () => {
    const product = await stripe.products.create({ name: "<b>Bold</b>" });
    const price = await stripe.prices.create({
      currency: "usd",
      product: product.id,
      recurring: { interval: "week", interval_count: 2 },
      unit_amount: 1900,
    });
    const session = await sandbox.createSession(price.id, "subscription", { customer_email: "ann@example.com" });
    const html = await (await fetch(String(session.url))).text();
    expect(html).toContain("&lt;b&gt;Bold&lt;/b&gt;");
    expect(html).toContain("$19.00 per 2 weeks");
    expect(html).toContain("Renews every 2 weeks until canceled.");
    expect(html).toContain("test mode, no real money");
    expect(html).toContain('href="http://127.0.0.1:9/subscription?canceled=true">Back</a>');
    expect(html).toContain("4000 0000 0000 0002");
    expect(html).toContain('value="ann@example.com" readonly');
  });
});
