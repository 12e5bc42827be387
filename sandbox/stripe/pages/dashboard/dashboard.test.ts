import type Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type OpenSandbox, openSandbox } from "../../test-support/open-sandbox.ts";
import { receiveWebhooks } from "../../test-support/receive-webhooks.ts";
import { until } from "../../test-support/until.ts";

let sandbox: OpenSandbox;
let stripe: Stripe;
let customer: Stripe.Customer;
let subscription: Stripe.Subscription;
beforeEach(async () => {
  sandbox = await openSandbox();
  stripe = sandbox.stripe;
  customer = await stripe.customers.create({ email: "ann@example.com" });
  const { weekly } = await sandbox.createPrices();
  const session = await sandbox.createSession(weekly.id, "subscription", { customer: customer.id });
  await sandbox.control(`/checkout-sessions/${session.id}/complete`);
  subscription = (await stripe.subscriptions.list()).data[0] as Stripe.Subscription;
});
afterEach(() => sandbox.stop());

const charge = async () => (await stripe.charges.list({ limit: 1 })).data[0] as Stripe.Charge;
/** Sends a form of the dashboard and gives the page it leads to. */
async function act(path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) {
  const body = new URLSearchParams({ back: "/", ...fields });
  const answer = await fetch(`${sandbox.origin}/desk${path}`, { method: "POST", body, headers, redirect: "manual" });
  const to = answer.headers.get("location");
  return { status: answer.status, to, html: to ? await sandbox.openPage(to) : await answer.text() };
}

describe("looking", () => {
  test("finds things by id, by part of an id and by email", async () => {
    const exact = await fetch(`${sandbox.origin}/search?q=${subscription.id}`);
    expect(new URL(exact.url).pathname).toBe(`/objects/subscription/${subscription.id}`);
    expect(await sandbox.openPage("/search?q=ann@exam")).toContain(customer.id);
    expect(await sandbox.openPage(`/search?q=${subscription.id.slice(-6)}`)).toContain(subscription.id);
    expect(await sandbox.openPage("/search?q=nobody")).toContain("None yet");
  });

  test("shows an object with links to what it names, and its events", async () => {
    const html = await sandbox.openPage(`/objects/subscription/${subscription.id}`);
    expect(html).toContain(`href="/objects/customer/${customer.id}"`);
    expect(html).toContain("customer.subscription.updated");
    expect(html).toContain("Cancel at period end");
    for (const kind of html.matchAll(/href="(\/objects\/[a-z_.]+)"/g)) {
      expect((await fetch(sandbox.origin + kind[1])).status, kind[1]).toBe(200);
    }
  });

  test("lets no markup in from names", async () => {
    await stripe.customers.create({ name: "<script>alert(1)</script>" });
    const html = (await sandbox.openPage("/objects/customer")) + (await sandbox.openPage("/search?q=<b>"));
    expect(html).not.toMatch(/<script>alert|<b>/);
  });
});

describe("acting", () => {
  test("refunds a part and then the rest, and says why more is refused", async () => {
    const { id } = await charge();
    expect((await act(`/charges/${id}/refund`, { amount: "5" })).html).toContain("is succeeded");
    expect((await charge()).amount_refunded).toBe(500);
    expect((await act(`/charges/${id}/refund`, { amount: "5.001" })).html).toContain("Not done");
    await act(`/charges/${id}/refund`);
    expect((await charge()).refunded).toBe(true);
    expect((await act(`/charges/${id}/refund`)).html).toContain("has already been refunded");
    const [refund] = (await stripe.refunds.list()).data;
    await act(`/refunds/${refund?.id}/fail`);
    expect((await charge()).refunded).toBe(false);
  });

  test("opens a dispute and loses it; opens an inquiry and closes it", async () => {
    const { id } = await charge();
    const opened = await act(`/charges/${id}/dispute`);
    expect(opened.html).toContain("Make it lost");
    const [dispute] = (await stripe.disputes.list()).data;
    await act(`/disputes/${dispute?.id}`, { status: "lost" });
    expect((await stripe.disputes.retrieve(String(dispute?.id))).status).toBe("lost");
    expect((await act(`/disputes/${dispute?.id}`, { status: "won" })).html).toContain("Not done");
    await act(`/charges/${id}/dispute`, { inquiry: "yes" });
    expect((await stripe.disputes.list()).data[0]?.status).toBe("warning_needs_response");
  });

  test("cancels a subscription at its end, takes that back, and cancels it now", async () => {
    const fresh = () => stripe.subscriptions.retrieve(subscription.id);
    await act(`/subscriptions/${subscription.id}`, { step: "cancel_at_period_end" });
    expect((await fresh()).cancel_at_period_end).toBe(true);
    await act(`/subscriptions/${subscription.id}`, { step: "resume" });
    expect((await fresh()).cancel_at_period_end).toBe(false);
    await act(`/subscriptions/${subscription.id}`, { step: "cancel" });
    expect((await fresh()).status).toBe("canceled");
  });

  test("moves the clock through a renewal, forwards only", async () => {
    expect((await act("/clock", { days: "7.1" })).html).toContain("fell due");
    const renewed = await stripe.subscriptions.retrieve(subscription.id);
    expect(renewed.current_period_start).toBe(subscription.current_period_end);
    expect((await act("/clock", { days: "-1" })).html).toContain("forward only");
  });

  test("pauses and resumes webhooks, and sends an event again", async () => {
    const hook = await receiveWebhooks();
    await stripe.webhookEndpoints.create({ enabled_events: ["product.created"], url: hook.url });
    expect((await act("/webhooks", { step: "pause" })).html).toContain("Paused");
    await stripe.products.create({ name: "waits" });
    await act("/webhooks", { step: "resume" });
    await until("the queued one", () => hook.received.length === 1);
    const [event] = (await stripe.events.list({ type: "product.created", limit: 1 })).data;
    await act(`/events/${event?.id}/redeliver`);
    await until("the second", () => hook.received.length === 2);
    expect(await sandbox.openPage(`/objects/event/${event?.id}`)).toContain(hook.url);
    await hook.close();
  });

  test("turns chaos and trouble on and off", async () => {
    const state = async () =>
      (await (await fetch(`${sandbox.origin}/_sandbox/state`)).json()) as Record<string, unknown>;
    await act("/chaos", { duplicate: "25", max_ms: "", seed: "7", same_second: "yes" });
    await act("/faults", { probability: "100", delayMs: "", seed: "" });
    expect(await state()).toMatchObject({
      chaos: { duplicate: 0.25, drop: 0, same_second: true, livemode: false, api_version: null, seed: 7 },
      random_faults: { probability: 1 },
    });
    expect((await act("/chaos", { duplicate: "250" })).html).toContain("Not done");
    await act("/chaos/off");
    await act("/faults/off");
    expect(await state()).toMatchObject({ chaos: null, random_faults: null });
  });

  test("forgets customers but not what an app was set up with, unless told to", async () => {
    await stripe.webhookEndpoints.create({ enabled_events: ["*"], url: "http://127.0.0.1:9/" });
    const counts = async () => {
      const { customers, prices, webhookEndpoints } = stripe;
      const lists = await Promise.all([customers.list(), prices.list(), webhookEndpoints.list()]);
      return lists.map((list) => list.data.length);
    };
    await act("/reset");
    expect(await counts()).toEqual([0, 2, 1]);
    expect((await act("/reset", { setup: "yes" })).html).toContain("Restart the apps");
    expect(await counts()).toEqual([0, 0, 0]);
  });

  test("opens the customer's portal, and leads nowhere else", async () => {
    const answer = await act(`/customers/${customer.id}/portal`);
    expect(answer.to).toContain(`${sandbox.origin}/p/session/`);
    expect((await act("/chaos/off", { back: "//evil.example/" })).to).toBe("/");
    expect((await act("/reset", {}, { origin: "http://evil.example" })).status).toBe(403);
  });
});
