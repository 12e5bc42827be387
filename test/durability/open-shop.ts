import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import type Stripe from "stripe";
import { type RunningSandbox, startStripeSandbox } from "../../sandbox/stripe/index.ts";
import { createStripe, setUpStripe } from "../../src/billing/index.ts";
import type { Database } from "../../src/platform/db/index.ts";
import { createTestDatabase } from "../database.ts";

export const AUTH_SECRET = "a secret of the durability tests, long enough";
export const PUBLIC_URL = "http://localhost:3000";
const KEY = "sk_test_durability";
/** A quarter of an hour of trying: longer than any outage here. */
const RETRY_DELAYS_MS = [100, 300, ...new Array<number>(1000).fill(1000)];

export type Payment = Readonly<{ status: number; text: string }>;

/** Everything that outlives the servers: a database, a local Stripe, one webhook endpoint for each server. */
export type Shop = Readonly<{
  database: Database;
  /** The environment of the server at each port. */
  servers: readonly Readonly<Record<string, string>>[];
  /** All that the local Stripe knows. */
  books(): Promise<Books>;
  /** How many of its deliveries of webhooks are in each state. */
  deliveries(): Promise<Readonly<Record<"pending" | "delivered" | "failed" | "dropped", number>>>;
  /** Pays a session as a person would on Stripe's page. */
  pay(sessionId: string, card?: string): Promise<Payment>;
  /** The local Stripe itself, as an operator's own program speaks to it. */
  stripe: Stripe;
  /** Calls a control of the local Stripe. */
  control(path: string, json?: unknown, method?: "POST" | "DELETE"): Promise<Response>;
  close(): Promise<void>;
}>;

export type Books = Readonly<{
  faults_met: Readonly<Record<string, number>>;
  deliveries: readonly { event: string; endpoint: string; state: string; attempts: { status: number | null }[] }[];
  objects: Readonly<{
    customer: readonly Stripe.Customer[];
    "checkout.session": readonly Stripe.Checkout.Session[];
    payment_intent: readonly Stripe.PaymentIntent[];
    charge: readonly Stripe.Charge[];
    subscription: readonly Stripe.Subscription[];
    invoice: readonly Stripe.Invoice[];
    refund: readonly Stripe.Refund[];
    dispute: readonly Stripe.Dispute[];
    event: readonly Stripe.Event[];
    webhook_endpoint: readonly Stripe.WebhookEndpoint[];
  }>;
}>;

/**
 * @param input.log hears of every call and delivery at the local Stripe.
 * @param input.database a migrated one; without it a copy of the tests' own.
 */
export async function openShop(input: {
  servers: number;
  log?: (line: string) => void;
  database?: Database & { drop(): Promise<void> };
}): Promise<Shop> {
  const database = input.database ?? (await createTestDatabase());
  const log = input.log ?? (() => {});
  const sandbox = await startStripeSandbox({ port: 0, webhookRetryDelaysMs: RETRY_DELAYS_MS, log });
  const ports = await findFreePorts(input.servers);
  const stripe = createStripe({ secretKey: KEY, apiBase: sandbox.origin });
  const env = await setUpFor(stripe, sandbox, ports);
  const control: Shop["control"] = (path, json = {}, method = "POST") =>
    fetch(`${sandbox.origin}/_sandbox${path}`, { method, body: JSON.stringify(json) });
  const read = async <T>(path: string) => (await (await fetch(`${sandbox.origin}/_sandbox${path}`)).json()) as T;
  return {
    database,
    stripe,
    servers: ports.map((port) => ({ ...env, PORT: String(port), DATABASE_URL: database.url })),
    books: () => read<Books>("/state"),
    deliveries: () => read("/deliveries"),
    pay: async (sessionId, card) => {
      const answer = await control(`/checkout-sessions/${sessionId}/complete`, card === undefined ? {} : { card });
      return { status: answer.status, text: await answer.text() };
    },
    control,
    close: async () => {
      await sandbox.stop();
      await database.drop();
    },
  };
}

/** The part of the servers' environment that is the same for all. */
async function setUpFor(
  stripe: Stripe,
  sandbox: RunningSandbox,
  ports: readonly number[],
): Promise<Record<string, string>> {
  const secrets: string[] = [];
  let prices = { weeklyPriceId: "", oneTimePriceId: "" };
  for (const port of ports) {
    const { webhookSecret, ...made } = await setUpStripe(stripe, `http://127.0.0.1:${port}`);
    secrets.push(webhookSecret ?? "");
    prices = made;
  }
  return {
    PUBLIC_URL,
    AUTH_SECRET,
    STRIPE_API_BASE: sandbox.origin,
    STRIPE_SECRET_KEY: KEY,
    STRIPE_WEBHOOK_SECRET: secrets.join(","),
    STRIPE_WEEKLY_PRICE_ID: prices.weeklyPriceId,
    STRIPE_ONE_TIME_PRICE_ID: prices.oneTimePriceId,
  };
}

/** Held all at once, so that they differ. */
export async function findFreePorts(count: number): Promise<number[]> {
  const holders = Array.from({ length: count }, () => createServer().listen(0));
  await Promise.all(holders.map((holder) => once(holder, "listening")));
  const ports = holders.map((holder) => (holder.address() as AddressInfo).port);
  await Promise.all(holders.map((holder) => once(holder.close(), "close")));
  return ports;
}
