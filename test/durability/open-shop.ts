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
  /** Pays a session as a person would on Stripe's page. */
  pay(sessionId: string): Promise<Payment>;
  /** Calls a control of the local Stripe. */
  control(path: string, json?: unknown): Promise<Response>;
  close(): Promise<void>;
}>;

export type Books = Readonly<{
  deliveries: readonly { event: string; endpoint: string; state: string; attempts: { status: number | null }[] }[];
  objects: Readonly<{
    customer: readonly Stripe.Customer[];
    "checkout.session": readonly Stripe.Checkout.Session[];
    event: readonly Stripe.Event[];
    webhook_endpoint: readonly Stripe.WebhookEndpoint[];
  }>;
}>;

/** @param log hears of every call and delivery at the local Stripe. */
export async function openShop(input: { servers: number; log?: (line: string) => void }): Promise<Shop> {
  const database = await createTestDatabase();
  const log = input.log ?? (() => {});
  const sandbox = await startStripeSandbox({ port: 0, webhookRetryDelaysMs: RETRY_DELAYS_MS, log });
  const ports = await findFreePorts(input.servers);
  const stripe = await setUpFor(sandbox, ports);
  const control: Shop["control"] = (path, json = {}) =>
    fetch(`${sandbox.origin}/_sandbox${path}`, { method: "POST", body: JSON.stringify(json) });
  return {
    database,
    servers: ports.map((port) => ({ ...stripe, PORT: String(port), DATABASE_URL: database.url })),
    books: async () => (await fetch(`${sandbox.origin}/_sandbox/state`)).json() as Promise<Books>,
    pay: async (sessionId) => {
      const answer = await control(`/checkout-sessions/${sessionId}/complete`);
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
async function setUpFor(sandbox: RunningSandbox, ports: readonly number[]): Promise<Record<string, string>> {
  const stripe = createStripe({ secretKey: KEY, apiBase: sandbox.origin });
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
