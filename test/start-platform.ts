import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Writable } from "node:stream";
import { createAdaptorServer } from "@hono/node-server";
import type Stripe from "stripe";
import { startStripeSandbox } from "../sandbox/stripe/index.ts";
import { seedDemoUser } from "../src/accounts/index.ts";
import { createApp } from "../src/app.ts";
import { type BillingLimits, createStripe, setUpStripe } from "../src/billing/index.ts";
import { parseConfig } from "../src/platform/config/index.ts";
import type { Database } from "../src/platform/db/index.ts";
import { createRateLimiter } from "../src/platform/http/index.ts";
import { createLog } from "../src/platform/log/index.ts";
import { createMailer } from "../src/platform/mail/index.ts";
import { createTestDatabase } from "./database.ts";
import { type Answer, type Client, createClient } from "./http-client.ts";

const ROOMY = { perAddress: 100_000, perUser: 100_000 };

/** A whole platform for one test file: server on its own port, own database, own local Stripe with both prices. */
export type Platform = Client &
  Readonly<{
    database: Database;
    stripe: Stripe;
    prices: { weekly: string; oneTime: string };
    webhookSecrets: readonly string[];
    /** Time as the server sees it: `advance(ms)` moves it. */
    time: { now(): Date; advance(ms: number): void };
    /** Everything that was logged, as JSON lines. */
    logged: () => string;
    /** Calls a control of the local Stripe: `sandbox("POST", "/_sandbox/webhooks/pause")`. */
    sandbox: (method: string, path: string, json?: unknown) => Promise<Response>;
    /** Runs what the server does on a schedule: once, now. */
    jobs: ReturnType<typeof createApp>["jobs"];
    /** Pays a session as a person would on Stripe's page; the webhooks follow. */
    pay(sessionId: string, how?: Payment): Promise<Response>;
    /** Delivers an event of our own making to the webhook, signed like Stripe does unless `options` say otherwise. */
    deliver(event: unknown, options?: Delivery): Promise<Answer>;
    stop(): Promise<void>;
  }>;

export type Payment = { card?: string; payment_status?: "paid" | "unpaid" | "no_payment_required" };
export type Delivery = { secret?: string; signedAt?: Date; signature?: string | null; body?: string };

export async function startPlatform(
  options: { env?: Record<string, string>; limits?: BillingLimits; usualLimits?: boolean; webDir?: string } = {},
): Promise<Platform> {
  const database = await createTestDatabase();
  const time = createTime();
  const sandbox = await startStripeSandbox({
    port: 0,
    now: time.now,
    signatureClock: time.now,
    webhookRetryDelaysMs: [50, 100, 200, 400, 800],
  });
  const server = createAdaptorServer({ fetch: (request, env) => fetchApp(request, env) }) as Server;
  server.listen(0);
  await once(server, "listening");
  const port = (server.address() as AddressInfo).port;
  const stripe = createStripe({ secretKey: "sk_test_platform", apiBase: sandbox.origin });
  const setUp = await setUpStripe(stripe, `http://127.0.0.1:${port}`);
  const config = parseConfig({
    PUBLIC_URL: `http://localhost:${port}`,
    AUTH_SECRET: "a secret of the tests, long enough to be one",
    STRIPE_API_BASE: sandbox.origin,
    STRIPE_SECRET_KEY: "sk_test_platform",
    STRIPE_WEBHOOK_SECRET: setUp.webhookSecret ?? "",
    STRIPE_WEEKLY_PRICE_ID: setUp.weeklyPriceId,
    STRIPE_ONE_TIME_PRICE_ID: setUp.oneTimePriceId,
    ...options.env,
  });
  await seedDemoUser(database.db);
  const lines: string[] = [];
  const log = createLog("debug", collect(lines));
  const { app, jobs } = createApp({
    platform: {
      config,
      db: database.db,
      log,
      clock: time.now,
      wallClock: time.now,
      mailer: createMailer({ config, db: database.db, clock: time.now }),
      limitRate: createRateLimiter(database.db),
    },
    stripe,
    health: { database, isDraining: () => false },
    webDir: options.webDir,
    limits: options.usualLimits ? undefined : (options.limits ?? { checkout: ROOMY, refresh: ROOMY }),
  });
  const fetchApp: typeof app.fetch = (request, env) => app.fetch(request, env);

  const client = createClient(`http://localhost:${port}`);
  const control: Platform["sandbox"] = (method, path, json) =>
    fetch(`${sandbox.origin}${path}`, {
      method,
      ...(json === undefined ? {} : { body: JSON.stringify(json), headers: { "Content-Type": "application/json" } }),
    });

  return {
    ...client,
    database,
    stripe,
    prices: { weekly: setUp.weeklyPriceId, oneTime: setUp.oneTimePriceId },
    webhookSecrets: config.stripe.webhookSecrets,
    time,
    logged: () => lines.join(""),
    sandbox: control,
    pay: (sessionId, how = {}) => control("POST", `/_sandbox/checkout-sessions/${sessionId}/complete`, how),
    deliver: (event, options = {}) => {
      const payload = JSON.stringify(event, null, 2);
      const { secret = config.stripe.webhookSecrets[0] ?? "", signedAt = time.now() } = options;
      const timestamp = Math.floor(signedAt.getTime() / 1000);
      const signature =
        options.signature === undefined
          ? stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp })
          : options.signature;
      return client.send("POST", "/api/webhooks/stripe", {
        body: options.body ?? payload,
        headers: {
          "Content-Type": "application/json",
          ...(signature === null ? {} : { "Stripe-Signature": signature }),
        },
      });
    },
    jobs,
    stop: async () => {
      await sandbox.stop();
      await closeServer(server);
      await jobs.idle();
      await database.drop();
    },
  };
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}

function createTime() {
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead),
    advance: (ms: number) => {
      ahead += ms;
    },
  };
}

function collect(lines: string[]): Writable {
  return new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
}
