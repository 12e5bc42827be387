import Stripe from "stripe";
import { type SandboxOptions, startStripeSandbox } from "../index.ts";

export function connect(port: number, key = "sk_test_x"): Stripe {
  return new Stripe(key, {
    apiVersion: "2023-10-16",
    host: "127.0.0.1",
    port,
    protocol: "http",
    maxNetworkRetries: 0,
    telemetry: false,
  });
}

/** A fresh sandbox with the genuine SDK pointed at it, and the two prices of the app. */
export async function openSandbox(options: SandboxOptions = {}) {
  const sandbox = await startStripeSandbox({ port: 0, webhookRetryDelaysMs: [10, 20, 40], ...options });
  const stripe = connect(sandbox.port);
  return {
    ...sandbox,
    stripe,
    async createPrices() {
      const product = await stripe.products.create({ name: "Practice" });
      const weekly = await stripe.prices.create({
        currency: "usd",
        product: product.id,
        recurring: { interval: "week" },
        unit_amount: 1900,
      });
      const lifetime = await stripe.prices.create({ currency: "usd", product: product.id, unit_amount: 14900 });
      return { product, weekly, lifetime };
    },
    createSession(price: string, mode: "payment" | "subscription", more: Stripe.Checkout.SessionCreateParams = {}) {
      return stripe.checkout.sessions.create({
        cancel_url: "http://127.0.0.1:9/subscription?canceled=true",
        client_reference_id: "user_1",
        line_items: [{ price, quantity: 1 }],
        metadata: { userId: "user_1" },
        mode,
        payment_method_types: ["card"],
        success_url: "http://127.0.0.1:9/subscription/success?session_id={CHECKOUT_SESSION_ID}",
        ...more,
      });
    },
    /** POST to the operator's controls. */
    async control(path: string, body: object = {}) {
      const answer = await fetch(`${sandbox.origin}/_sandbox${path}`, { method: "POST", body: JSON.stringify(body) });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    },
    /** Sends the hosted page's form as a browser without JavaScript would. */
    async submitCard(sessionId: string, fields: Record<string, string> = {}) {
      const form = { email: "buyer@example.com", number: "4242 4242 4242 4242", expiry: "12 / 40", cvc: "123" };
      const answer = await fetch(`${sandbox.origin}/c/pay/${sessionId}`, {
        method: "POST",
        body: new URLSearchParams({ ...form, name: "Test Buyer", ...fields }),
        redirect: "manual",
      });
      return { status: answer.status, location: answer.headers.get("location"), html: await answer.text() };
    },
    /** A page as a browser would show it. */
    async openPage(path: string | null) {
      return (await fetch(new URL(path ?? "", sandbox.origin))).text();
    },
    async answerBank(sessionId: string, answer: "pass" | "fail") {
      const url = `${sandbox.origin}/c/pay/${sessionId}/authenticate`;
      const reply = await fetch(url, { method: "POST", body: new URLSearchParams({ answer }), redirect: "manual" });
      return { status: reply.status, location: reply.headers.get("location"), html: await reply.text() };
    },
  };
}

export type OpenSandbox = Awaited<ReturnType<typeof openSandbox>>;
