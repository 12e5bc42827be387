import type Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type OpenSandbox, openSandbox } from "../test-support/open-sandbox.ts";

const CARD = { number: "5555 5555 5555 4444", expiry: "12 / 40", cvc: "123", name: "Ann" };

let sandbox: OpenSandbox;
let stripe: Stripe;
let now: Date;
let customer: Stripe.Customer;
let subscription: Stripe.Subscription;
beforeEach(async () => {
  now = new Date("2026-03-02T10:00:00Z");
  sandbox = await openSandbox({ now: () => now });
  stripe = sandbox.stripe;
  customer = await stripe.customers.create({ email: "ann@example.com" });
  subscription = await subscribe(customer.id);
});
afterEach(() => sandbox.stop());

async function subscribe(owner: string, card?: string): Promise<Stripe.Subscription> {
  const { weekly } = await sandbox.createPrices();
  const session = await sandbox.createSession(weekly.id, "subscription", { customer: owner });
  await sandbox.control(`/checkout-sessions/${session.id}/complete`, card ? { card } : {});
  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription"] });
  return done.subscription as Stripe.Subscription;
}

const open = (more: Partial<Stripe.BillingPortal.SessionCreateParams> = {}) =>
  stripe.billingPortal.sessions.create({ customer: customer.id, return_url: "http://127.0.0.1:9/account", ...more });
async function get(url: string) {
  const answer = await fetch(url);
  return { status: answer.status, path: new URL(answer.url).pathname, html: await answer.text() };
}
/** Sends a form as a browser does, following its redirect. */
async function post(url: string, fields: Record<string, string> = {}) {
  const body = new URLSearchParams(fields);
  const answer = await fetch(url, { method: "POST", body, redirect: "manual" });
  const to = answer.headers.get("location");
  const html = to?.startsWith("/") ? await sandbox.openPage(to) : await answer.text();
  return { status: answer.status, to, html };
}
const fresh = () => stripe.subscriptions.retrieve(subscription.id);
const eventTypes = async () => (await stripe.events.list({ limit: 20 })).data.map((event) => event.type);

describe("a portal session", () => {
  test("shows the plan with its price and renewal, the card, the invoices and the way back", async () => {
    const session = await open();
    expect(session).toMatchObject({ object: "billing_portal.session", customer: customer.id, flow: null });
    const { html, status } = await get(session.url);
    expect(status).toBe(200);
    expect(html).toContain("$19.00 per week");
    expect(html).toContain("Renews on March 9, 2026 for $19.00.");
    expect(html).toContain("Visa ending 4242");
    expect(html).toMatch(/href="[^"]*\/invoices\/in_[^"]*">Invoice/);
    expect(html).toContain('href="http://127.0.0.1:9/account">Return');
    expect(html).toContain("no real money");
  });

  test("is reached by its secret address only, and shows that customer's things only", async () => {
    const session = await open();
    expect(session.url).toMatch(/\/p\/session\/test_[0-9A-Za-z]{64}$/);
    expect((await get(`${sandbox.origin}/p/session/${session.id}`)).status).toBe(410);
    const stranger = await stripe.customers.create({ email: "eve@example.com" });
    const theirs = await open({ customer: stranger.id });
    await post(`${theirs.url}/subscriptions/${subscription.id}/cancel`);
    await post(`${theirs.url}/invoices/${subscription.latest_invoice}/pay`);
    expect((await get(theirs.url)).html).not.toContain("Visa ending");
    expect((await fresh()).cancel_at_period_end).toBe(false);
  });

  test("ends five minutes after it was made when nobody came, and an hour after the last click", async () => {
    const unused = await open();
    const used = await open();
    await get(used.url);
    now = new Date("2026-03-02T10:05:00Z");
    expect((await get(unused.url)).status).toBe(410);
    expect((await get(used.url)).status).toBe(200);
    now = new Date("2026-03-02T11:05:00Z");
    expect((await get(used.url)).html).toContain("This link has expired");
    expect((await post(`${used.url}/subscriptions/${subscription.id}/cancel`)).status).toBe(410);
  });

  test("needs a customer that exists, and a way back that is an address", async () => {
    await expect(open({ customer: "cus_none" })).rejects.toMatchObject({ code: "resource_missing" });
    await expect(open({ return_url: "/account" })).rejects.toMatchObject({ code: "url_invalid" });
  });
});

describe("canceling", () => {
  test("asks first, ends the plan with its period, and can be taken back", async () => {
    const { url } = await open();
    const asked = await get(`${url}/subscriptions/${subscription.id}/cancel`);
    expect(asked.html).toContain("It stays yours until March 9, 2026 and then ends.");
    expect((await fresh()).cancel_at_period_end).toBe(false);

    const canceled = await post(`${url}/subscriptions/${subscription.id}/cancel`);
    expect(canceled).toMatchObject({ status: 303, html: expect.stringContaining("Your plan ends on March 9, 2026.") });
    expect(await fresh()).toMatchObject({
      cancel_at_period_end: true,
      cancel_at: subscription.current_period_end,
      status: "active",
      cancellation_details: { reason: "cancellation_requested" },
    });
    expect((await eventTypes())[0]).toBe("customer.subscription.updated");

    const resumed = await post(`${url}/subscriptions/${subscription.id}/resume`);
    expect(resumed.html).toContain("Renews on March 9, 2026");
    expect(await fresh()).toMatchObject({ cancel_at_period_end: false, cancel_at: null, canceled_at: null });
    expect((await get(url)).html).not.toContain("Your plan goes on");
  });

  test("set to a moment of its own through the API is shown and can be taken back", async () => {
    const cancel_at = Math.floor(now.getTime() / 1000) + 24 * 3600;
    await stripe.subscriptions.update(subscription.id, { cancel_at });
    const { url } = await open();
    expect((await get(url)).html).toContain("Ends on March 3, 2026.");
    expect((await post(`${url}/subscriptions/${subscription.id}/resume`)).html).toContain("Renews on March 9, 2026");
    expect((await fresh()).cancel_at).toBeNull();
  });

  test("while a payment is overdue promises no end of charges", async () => {
    const owner = await stripe.customers.create({ email: "bob@example.com" });
    const overdue = await subscribe(owner.id, "4000000000000341");
    await sandbox.control("/clock/advance", { seconds: 7 * 24 * 3600 + 7200 });
    const { url } = await open({ customer: owner.id });
    const asked = await get(`${url}/subscriptions/${overdue.id}/cancel`);
    expect(asked.html).toContain("$19.00 is still unpaid, and until then your card will be charged for it.");
    expect(asked.html).not.toMatch(/stays yours|not be charged again/);
    const canceled = await post(`${url}/subscriptions/${overdue.id}/cancel`);
    expect(canceled.html).toContain("$19.00 is still unpaid");
    expect(canceled.html).not.toContain("not be charged again");
  });

  test("at once, with a reason, when the configuration says so", async () => {
    const configuration = await stripe.billingPortal.configurations.create({
      business_profile: { headline: "Practice" },
      features: {
        subscription_cancel: {
          cancellation_reason: { enabled: true, options: ["too_expensive", "unused"] },
          enabled: true,
          mode: "immediately",
        },
      },
    });
    const { url } = await open({ configuration: configuration.id });
    const home = await get(url);
    expect(home.html).not.toContain("Change card");
    expect((await get(`${url}/subscriptions/${subscription.id}/cancel`)).html).toContain("It ends now");
    await post(`${url}/subscriptions/${subscription.id}/cancel`, { reason: "unused" });
    expect(await fresh()).toMatchObject({ status: "canceled", cancellation_details: { feedback: "unused" } });
    expect((await get(url)).html).toContain("No plan at present");
  });
});

describe("changing the card", () => {
  test("makes the new one pay for everything and says so to webhooks", async () => {
    const { url } = await open();
    const changed = await post(`${url}/card`, CARD);
    expect(changed.html).toContain("Mastercard ending 4444");
    const { default_payment_method } = await fresh();
    expect(default_payment_method).not.toBe(subscription.default_payment_method);
    const owner = (await stripe.customers.retrieve(customer.id)) as Stripe.Customer;
    expect(owner.invoice_settings.default_payment_method).toBe(default_payment_method);
    expect((await eventTypes()).slice(0, 3)).toEqual([
      "customer.subscription.updated",
      "customer.updated",
      "payment_method.attached",
    ]);
  });

  test("refuses a card that would be declined or is mistyped, and keeps the old one", async () => {
    const { url } = await open();
    const declined = await post(`${url}/card`, { ...CARD, number: "4000000000000002" });
    expect(declined).toMatchObject({ status: 303, html: expect.stringContaining("Your card was declined.") });
    const mistyped = await post(`${url}/card`, { ...CARD, number: "4242" });
    expect(mistyped).toMatchObject({ status: 400, html: expect.stringContaining("number is incomplete") });
    expect((await fresh()).default_payment_method).toBe(subscription.default_payment_method);
  });

  test("waits for the bank when the card asks for it", async () => {
    const { url } = await open();
    const asks = { ...CARD, number: "4000002500003155" };
    expect((await post(`${url}/card`, asks)).html).toContain("Your bank asks");
    expect((await post(`${url}/card/authenticate`, { answer: "fail" })).html).toContain("It was not changed");
    expect((await fresh()).default_payment_method).toBe(subscription.default_payment_method);
    await post(`${url}/card`, asks);
    expect((await post(`${url}/card/authenticate`, { answer: "pass" })).html).toContain("Visa ending 3155");
  });
});

test("an unpaid invoice can be paid once the card is mended, and the plan goes on", async () => {
  const owner = await stripe.customers.create({ email: "bob@example.com" });
  const failing = await subscribe(owner.id, "4000000000000341");
  await sandbox.control("/clock/advance", { seconds: 7 * 24 * 3600 + 7200 });
  expect((await stripe.subscriptions.retrieve(failing.id)).status).toBe("past_due");
  const [unpaid] = (await stripe.invoices.list({ customer: owner.id, status: "open" })).data;

  const { url } = await open({ customer: owner.id });
  const home = await get(url);
  expect(home.html).toContain("The last payment failed.");
  expect(home.html).toContain("Pay $19.00");
  expect((await post(`${url}/invoices/${unpaid?.id}/pay`)).html).toContain("Nothing was charged.");
  await post(`${url}/card`, CARD);
  expect((await post(`${url}/invoices/${unpaid?.id}/pay`)).html).toContain("The invoice is paid.");
  expect((await stripe.subscriptions.retrieve(failing.id)).status).toBe("active");
  expect((await post(`${url}/invoices/${unpaid?.id}/pay`)).html).toContain("needs no payment");
});

test("an invoice whose card asks the bank each time is paid once the customer answers", async () => {
  const owner = await stripe.customers.create({ email: "eve@example.com" });
  const asking = await subscribe(owner.id, "4000002760003184");
  await sandbox.control("/clock/advance", { seconds: 7 * 24 * 3600 + 7200 });
  const { url } = await open({ customer: owner.id });
  const [unpaid] = (await stripe.invoices.list({ customer: owner.id, status: "open" })).data;
  const ownPage = String(unpaid?.hosted_invoice_url);
  expect((await get(ownPage)).html).toContain("Complete authentication");
  expect((await post(`${sandbox.origin}/invoices/${unpaid?.id}`, { answer: "fail" })).html).not.toContain("Complete");
  expect((await post(`${url}/invoices/${unpaid?.id}/pay`)).html).toContain("Your bank asks");
  expect((await post(`${url}/invoices/${unpaid?.id}/authenticate`, { answer: "pass" })).html).toContain("is paid");
  expect((await stripe.subscriptions.retrieve(asking.id)).status).toBe("active");
});

describe("a flow", () => {
  test("leads straight to its page and then where it was told to", async () => {
    const session = await open({
      flow_data: {
        type: "subscription_cancel",
        subscription_cancel: { subscription: subscription.id },
        after_completion: { type: "redirect", redirect: { return_url: "http://127.0.0.1:9/done" } },
      },
    });
    const start = await get(session.url);
    expect(start.html).toContain("Cancel Practice?");
    const done = await post(sandbox.origin + start.path);
    expect(done.to).toBe("http://127.0.0.1:9/done");
    const again = { type: "subscription_cancel", subscription_cancel: { subscription: subscription.id } } as const;
    await expect(open({ flow_data: again })).rejects.toThrow("already set to be canceled");
  });

  test("cannot be opened for somebody else's subscription", async () => {
    const stranger = await stripe.customers.create();
    const flow_data = { type: "subscription_cancel", subscription_cancel: { subscription: subscription.id } } as const;
    await expect(open({ customer: stranger.id, flow_data })).rejects.toMatchObject({ code: "resource_missing" });
  });
});

test("configurations are made, listed, changed and made inactive; the default one exists", async () => {
  const { configurations } = stripe.billingPortal;
  const [usual] = (await configurations.list({ is_default: true })).data;
  expect(usual).toMatchObject({ is_default: true, features: { subscription_cancel: { enabled: true } } });
  const made = await configurations.create({
    business_profile: {},
    default_return_url: "http://127.0.0.1:9/billing",
    features: { invoice_history: { enabled: true } },
  });
  const session = await stripe.billingPortal.sessions.create({
    customer: customer.id,
    configuration: made.id,
    expand: ["configuration"],
  });
  expect(session).toMatchObject({ return_url: "http://127.0.0.1:9/billing", configuration: { id: made.id } });
  const changed = await configurations.update(made.id, {
    active: false,
    features: { payment_method_update: { enabled: true } },
  });
  expect(changed.features).toMatchObject({
    invoice_history: { enabled: true },
    payment_method_update: { enabled: true },
  });
  await expect(open({ configuration: made.id })).rejects.toThrow("not active");
  expect((await configurations.retrieve(made.id)).active).toBe(false);
  await expect(configurations.update(String(usual?.id), { active: false })).rejects.toThrow("default");
});
