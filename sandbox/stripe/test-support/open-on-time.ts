import type Stripe from "stripe";
import type { SandboxOptions } from "../index.ts";
import { openSandbox } from "./open-sandbox.ts";

export const HOUR = 3600;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;

/** A sandbox whose time stands still until it is moved, with both prices and short ways to what takes time. */
export async function openOnTime(options: SandboxOptions = {}) {
  const sandbox = await openSandbox({ now: () => new Date("2026-01-05T12:00:00Z"), ...options });
  const { stripe } = sandbox;
  const prices = await sandbox.createPrices();
  const control = async (path: string, body: object) => {
    const answer = await sandbox.control(path, body);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  };
  return {
    ...sandbox,
    prices,
    advance: (seconds: number) => control("/clock/advance", { seconds }),
    advanceTo: (to: number) => control("/clock/advance", { to }),
    settings: (settings: object) => control("/clock/settings", settings),
    /** Bought on the hosted page with `card`; answers the subscription and its customer. */
    async subscribe({ card = "4242424242424242", price = prices.weekly.id } = {}) {
      const session = await sandbox.createSession(price, "subscription");
      await control(`/checkout-sessions/${session.id}/complete`, { card });
      const done = await stripe.checkout.sessions.retrieve(session.id);
      return { id: String(done.subscription), customer: String(done.customer) };
    },
    async latestInvoice(subscription: string) {
      const found = await stripe.subscriptions.retrieve(subscription, { expand: ["latest_invoice.payment_intent"] });
      return found.latest_invoice as Stripe.Invoice & { payment_intent: Stripe.PaymentIntent | null };
    },
    /** Oldest first. */
    async eventTypes() {
      return (await stripe.events.list({ limit: 100 })).data.map((event) => event.type).toReversed();
    },
  };
}

export type OnTime = Awaited<ReturnType<typeof openOnTime>>;
