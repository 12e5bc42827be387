import { randomUUID } from "node:crypto";
import { Writable } from "node:stream";
import { asc, eq } from "drizzle-orm";
import type Stripe from "stripe";
import { expect } from "vitest";
import { startStripeSandbox } from "../sandbox/stripe/index.ts";
import { users } from "../src/accounts/tables.ts";
import { type Caller, createCheckoutSession } from "../src/billing/checkout/create-checkout-session.ts";
import type { BillingContext } from "../src/billing/context.ts";
import { createStripe } from "../src/billing/stripe.ts";
import {
  accessChanges,
  billingAccounts,
  billingCustomers,
  billingOutbox,
  checkoutSessions,
} from "../src/billing/tables.ts";
import type { PlanId } from "../src/contract/index.ts";
import { parseConfig } from "../src/platform/config/index.ts";
import { createRateLimiter } from "../src/platform/http/index.ts";
import { createLog } from "../src/platform/log/index.ts";
import { createMailer } from "../src/platform/mail/index.ts";
import { createTestDatabase } from "./database.ts";

export type Billing = Awaited<ReturnType<typeof openBilling>>;

/**
 * Billing without its server, for tests that call one verb: an own database and an own local Stripe, which sends no
 * webhooks, so that nothing happens but what the test does.
 */
export async function openBilling() {
  const database = await createTestDatabase();
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  const sandbox = await startStripeSandbox({ port: 0, now });
  const stripe = createStripe({ secretKey: "sk_test_billing", apiBase: sandbox.origin });
  const sell = (unit_amount: number, recurring: { recurring?: Stripe.PriceCreateParams.Recurring }) =>
    stripe.prices.create({ currency: "usd", unit_amount, product_data: { name: "Access" }, ...recurring });
  const weekly = await sell(1900, { recurring: { interval: "week" } });
  const oneTime = await sell(24900, {});
  const config = parseConfig({
    PUBLIC_URL: "https://shop.example",
    AUTH_SECRET: "a secret of the tests, long enough to be one",
    STRIPE_API_BASE: sandbox.origin,
    STRIPE_SECRET_KEY: "sk_test_billing",
    STRIPE_WEBHOOK_SECRET: "whsec_unused",
    STRIPE_WEEKLY_PRICE_ID: weekly.id,
    STRIPE_ONE_TIME_PRICE_ID: oneTime.id,
  });
  const { db } = database;
  const lines: string[] = [];
  const ctx: BillingContext = {
    config,
    db,
    stripe,
    log: createLog("debug", new Writable({ write: (chunk, _, done) => done(void lines.push(String(chunk))) })),
    clock: now,
    wallClock: now,
    mailer: createMailer({ config, db, clock: now }),
    limitRate: createRateLimiter(db),
  };

  const asked: string[] = [];
  stripe.on("request", ({ method, path }) => {
    asked.push(`${method} ${path.split("?")[0]}`);
  });

  const control = async (path: string, json: object = {}) => {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(`${sandbox.origin}/_sandbox${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(json),
    });
    expect(answer.status, await answer.clone().text()).toBeLessThan(300);
    return await answer.json();
  };

  const addUser = async () => {
    const id = `user_${randomUUID()}`;
    await db.insert(users).values({ id, name: id, email: `${id}@example.com` });
    return id;
  };
  const checkOut = (userId: string, planId: PlanId, caller: Caller = "owner") =>
    createCheckoutSession(ctx, { userId, planId, caller });
  const pay = (sessionId: string, how: object = {}) => control(`/checkout-sessions/${sessionId}/complete`, how);
  /** A new user who has paid; nobody has asked Stripe about it yet. */
  const addBuyer = async (planId: PlanId, caller: Caller = "owner") => {
    const userId = await addUser();
    const sessionId = await checkOut(userId, planId, caller);
    await pay(sessionId);
    return { userId, sessionId };
  };

  const accountOf = async (userId: string) => {
    const [row] = await db.select().from(billingAccounts).where(eq(billingAccounts.userId, userId));
    return row;
  };
  const sessionRow = async (sessionId: string) => {
    const [row] = await db.select().from(checkoutSessions).where(eq(checkoutSessions.stripeSessionId, sessionId));
    return row;
  };
  const tasksOf = (userId: string) =>
    db.select().from(billingOutbox).where(eq(billingOutbox.userId, userId)).orderBy(asc(billingOutbox.id));
  const changesOf = (userId: string) =>
    db.select().from(accessChanges).where(eq(accessChanges.userId, userId)).orderBy(asc(accessChanges.generation));
  const customersOf = (userId: string) => db.select().from(billingCustomers).where(eq(billingCustomers.userId, userId));

  return {
    ...{ ctx, db, stripe, config, database, control },
    ...{ addUser, checkOut, pay, addBuyer, accountOf, sessionRow, tasksOf, changesOf, customersOf },
    /** What was logged, as JSON lines. */
    logged: () => lines.join(""),
    /** What Stripe is asked for by `work`: `GET /v1/...`, in order. */
    watchCalls: async (work: () => Promise<unknown>) => {
      asked.length = 0;
      await work();
      return [...asked];
    },
    advance: (ms: number) => {
      ahead += ms;
    },
    close: async () => {
      await sandbox.stop();
      await database.drop();
    },
  };
}
