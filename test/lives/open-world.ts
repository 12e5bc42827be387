import { createHmac } from "node:crypto";
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Writable } from "node:stream";
import { createAdaptorServer } from "@hono/node-server";
import Stripe from "stripe";
import { startStripeSandbox } from "../../sandbox/stripe/index.ts";
import { sessionCookieName } from "../../src/accounts/session/session-cookie.ts";
import { sessions, users } from "../../src/accounts/tables.ts";
import { createApp } from "../../src/app.ts";
import { createStripe, loadAccess, setUpStripe } from "../../src/billing/index.ts";
import { STRIPE_API_VERSION } from "../../src/billing/stripe.ts";
import { parseConfig } from "../../src/platform/config/index.ts";
import type { Database } from "../../src/platform/db/index.ts";
import { createRateLimiter } from "../../src/platform/http/index.ts";
import { createLog } from "../../src/platform/log/index.ts";
import type { Books } from "./books.ts";

const AUTH_SECRET = "a secret of the lives, long enough to be one";
const WEBHOOK_SECRET = "whsec_lives";
const KEY = "sk_test_lives";
/** Every life begins at this moment, so that a replay sees the same dates. */
const BEGINNING = Date.UTC(2030, 0, 7, 12);
const ENDLESS = new Date(Date.UTC(2100, 0, 1));
const ROOMY = { perAddress: 2 ** 31, perUser: 2 ** 31 };
const NOBODY = { id: "", cookie: "" };

export type SentMail = Readonly<{ messageId: string; granted: boolean }>;
export type World = Awaited<ReturnType<typeof openWorld>>;

/**
 * The whole platform for lives that are lived in it one after the other: a server, a local Stripe, and one clock for
 * both that stands still until `advance`. `beginLife` makes everything new again.
 */
export async function openWorld(database: Database) {
  let now = BEGINNING;
  let user = NOBODY;
  let lives = 0;
  let log: string[] = [];
  let mails: SentMail[] = [];
  const clock = () => new Date(now);
  const sandbox = await startStripeSandbox({ port: 0, now: clock, signatureClock: clock });
  const server = createAdaptorServer({ fetch: (request, env) => fetchApp(request, env) }) as Server;
  server.listen(0);
  await once(server, "listening");
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;

  // No endpoint: the lives bring the post themselves.
  const stripe = createStripe({ secretKey: KEY, apiBase: sandbox.origin });
  const prices = await setUpStripe(stripe, url, { withEndpoint: false });
  const config = parseConfig({
    PUBLIC_URL: url,
    AUTH_SECRET,
    STRIPE_API_BASE: sandbox.origin,
    STRIPE_SECRET_KEY: KEY,
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    STRIPE_WEEKLY_PRICE_ID: prices.weeklyPriceId,
    STRIPE_ONE_TIME_PRICE_ID: prices.oneTimePriceId,
  });
  const mailer = {
    send: async ({ messageId = "" }: { messageId?: string }) => {
      mails.push({ messageId: decodeURIComponent(messageId), granted: (await loadAccess(parts, user.id)).granted });
    },
    close: () => {},
  };
  const parts = {
    config,
    db: database.db,
    log: createLog("warn", new Writable({ write: (line, _, done) => void done(void log.push(String(line))) })),
    clock,
    wallClock: clock,
    mailer,
    limitRate: createRateLimiter(database.db),
  };
  const { app, jobs } = createApp({
    platform: parts,
    stripe: hasty(sandbox.origin),
    health: { database, isDraining: () => false },
    limits: { checkout: ROOMY, refresh: ROOMY },
  });
  const fetchApp: typeof app.fetch = (request, env) => app.fetch(request, env);

  /** Calls a control of the local Stripe. */
  const control = async (method: string, path: string, json?: unknown): Promise<Response> =>
    fetch(`${sandbox.origin}/_sandbox${path}`, {
      method,
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
  await control("POST", "/snapshot", { name: "before any life" });

  /** Sends a request to the server; the customer signs it unless she is a guest. */
  const send = async (method: string, path: string, options: { json?: unknown; guest?: boolean } = {}) => {
    const { json, guest = false } = options;
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(json === undefined ? {} : { "Content-Type": "application/json" }),
        ...(guest ? {} : { Cookie: user.cookie }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    return { status: response.status, text: await response.text() };
  };

  /** Brings one event to the webhook, signed as Stripe signs. */
  const deliver = async (event: Stripe.Event): Promise<void> => {
    const payload = JSON.stringify(event, null, 2);
    const timestamp = Math.floor(now / 1000);
    const signature = stripe.webhooks.generateTestHeaderString({ payload, secret: WEBHOOK_SECRET, timestamp });
    const headers = { "Content-Type": "application/json", "Stripe-Signature": signature };
    const answer = await fetch(`${url}/api/webhooks/stripe`, { method: "POST", body: payload, headers });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`the webhook answered ${event.type} with ${answer.status} ${text}`);
  };

  /** All that the local Stripe knows of this life, in its own words. */
  const books = async (): Promise<Books> => {
    // Counting deliveries first lets everything happen that is due by now; telling the state does not.
    await control("GET", "/deliveries");
    return ((await (await control("GET", "/state")).json()) as { objects: Books }).objects;
  };

  const beginLife = async (): Promise<void> => {
    await jobs.idle();
    now = BEGINNING;
    lives += 1;
    [log, mails] = [[], []];
    await control("POST", "/restore", { name: "before any life" });
    await database.pool.query(FORGET);
    user = await seedCustomer(database, url, `user_of_life_${lives}`);
    // From here on the list of events is read, as by a server that runs.
    await jobs.readMissedEvents();
  };

  return {
    database,
    stripe,
    jobs,
    control,
    send,
    deliver,
    beginLife,
    user: () => user,
    now: () => now,
    advance: (ms: number) => {
      now += ms;
    },
    mails: (): readonly SentMail[] => mails,
    log: () => log.join(""),
    books,
    close: async () => {
      await jobs.idle();
      await sandbox.stop();
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  };
}

/** A client that gives up at once: every fault of the local Stripe reaches the server, and no time is lost waiting. */
function hasty(origin: string): Stripe {
  const { hostname, port } = new URL(origin);
  const address = { host: hostname, port, protocol: "http" as const };
  return new Stripe(KEY, { apiVersion: STRIPE_API_VERSION, maxNetworkRetries: 0, telemetry: false, ...address });
}

/** Straight into the tables: the deliberately slow hashing of passwords is no part of these lives. */
async function seedCustomer({ db }: Database, url: string, id: string) {
  const token = `token-of-${id}`;
  const signature = createHmac("sha256", AUTH_SECRET).update(token).digest("base64");
  const cookie = `${sessionCookieName(url)}=${encodeURIComponent(`${token}.${signature}`)}`;
  await db.insert(users).values({ id, email: `${id}@example.com`, name: "" });
  await db.insert(sessions).values({ id: `session_of_${id}`, userId: id, token, expiresAt: ENDLESS });
  return { id, cookie };
}

const FORGET = `
  DELETE FROM billing_accounts; DELETE FROM billing_customers; DELETE FROM checkout_sessions;
  DELETE FROM webhook_events; DELETE FROM access_changes; DELETE FROM billing_outbox; DELETE FROM billing_cursors;
  DELETE FROM rate_limits; DELETE FROM users`;
