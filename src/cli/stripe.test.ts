import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type Stripe from "stripe";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { startSandbox } from "../../bin/start/start-sandbox.ts";
import { type RunningSandbox, startStripeSandbox } from "../../sandbox/stripe/start-sandbox.ts";
import { createStripe } from "../billing/index.ts";
import { runCli } from "./run-cli.fixture.ts";

// Each command is a process; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const KEY = "sk_test_operator";

/** The lines NAME=value of a text. */
function variablesOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]));
}

/** The state of each check in a table. */
function statesOf(table: string): Record<string, string> {
  return Object.fromEntries(
    [...table.matchAll(/^(\S+(?: \S+)*) {2,}(ok|unknown|warn|FAIL)\b/gm)].map(([, check, state]) => [check, state]),
  );
}

describe("stripe:setup and stripe:check", () => {
  let sandbox: RunningSandbox;
  let stripe: Stripe;
  let env: Record<string, string>;
  beforeEach(async () => {
    sandbox = await startStripeSandbox({ port: 0 });
    stripe = createStripe({ secretKey: KEY, apiBase: sandbox.origin });
    env = { STRIPE_SECRET_KEY: KEY, STRIPE_API_BASE: sandbox.origin, PUBLIC_URL: "https://lsat.example.com" };
  });
  afterEach(() => sandbox.stop());

  /** Everything that a set-up makes. */
  const account = async () => ({
    products: (await stripe.products.list({ limit: 100 })).data,
    prices: (await stripe.prices.list({ limit: 100 })).data,
    endpoints: (await stripe.webhookEndpoints.list({ limit: 100 })).data,
    portals: (await stripe.billingPortal.configurations.list({ limit: 100 })).data,
  });

  it("sets up an account whose check is all right; the second time changes nothing", async () => {
    const first = await runCli(env, "stripe:setup", "--weekly-cents", "2500", "--currency", "EUR");
    expect(first.code, first.stderr).toBe(0);
    const variables = variablesOf(first.stdout);
    expect(Object.keys(variables)).toEqual([
      "STRIPE_WEEKLY_PRICE_ID",
      "STRIPE_ONE_TIME_PRICE_ID",
      "STRIPE_WEBHOOK_SECRET",
    ]);
    const made = await account();
    expect(made.endpoints).toMatchObject([
      { url: "https://lsat.example.com/api/webhooks/stripe", api_version: "2023-10-16", status: "enabled" },
    ]);
    expect(made.prices.find(({ id }) => id === variables.STRIPE_WEEKLY_PRICE_ID)).toMatchObject({
      unit_amount: 2500,
      currency: "eur",
      recurring: { interval: "week" },
    });

    const [second, check] = await Promise.all([
      runCli(env, "stripe:setup", "--weekly-cents", "3000"),
      runCli({ ...env, ...variables }, "stripe:check"),
    ]);
    expect(second.code).toBe(0);
    expect(await account()).toEqual(made);
    expect(variablesOf(second.stdout)).toEqual({
      STRIPE_WEEKLY_PRICE_ID: variables.STRIPE_WEEKLY_PRICE_ID,
      STRIPE_ONE_TIME_PRICE_ID: variables.STRIPE_ONE_TIME_PRICE_ID,
    });
    expect(second.stderr).toMatch(/is €25\.00 EUR, not €30\.00 EUR/);
    expect(second.stderr).toMatch(/copy it to STRIPE_WEBHOOK_SECRET from the Dashboard/);
    expect(check.code, check.stdout + check.stderr).toBe(0);
    const { "webhook secret": secret, ...others } = statesOf(check.stdout);
    expect(secret).toBe("unknown");
    expect(new Set(Object.values(others))).toEqual(new Set(["ok"]));
    expect(Object.keys(others)).toHaveLength(9);
  });

  it("finds what is broken, and mends the endpoint", async () => {
    const { stdout } = await runCli(env, "stripe:setup");
    const variables = variablesOf(stdout);
    const [endpoint] = (await account()).endpoints;
    await stripe.webhookEndpoints.update(endpoint?.id ?? "", { disabled: true, enabled_events: ["invoice.paid"] });
    await stripe.prices.update(variables.STRIPE_ONE_TIME_PRICE_ID ?? "", { active: false });
    const broken = {
      ...env,
      ...variables,
      STRIPE_WEEKLY_PRICE_ID: "price_nowhere",
      STRIPE_WEBHOOK_SECRET: "whsec_a,b",
    };
    const check = await runCli(broken, "stripe:check");
    expect(check.code).toBe(1);
    expect(statesOf(check.stdout)).toMatchObject({
      key: "ok",
      "weekly price": "FAIL",
      "lifetime price": "FAIL",
      "webhook endpoint": "FAIL",
      "webhook events": "FAIL",
      "webhook version": "ok",
      "webhook secret": "FAIL",
    });

    await runCli(env, "stripe:setup");
    const [mended] = (await account()).endpoints;
    expect(mended).toMatchObject({ id: endpoint?.id, status: "enabled" });
    expect(mended?.enabled_events).toHaveLength(19);
  });

  it("warns of several secrets, and fails for prices that were never set", async () => {
    const check = await runCli({ ...env, STRIPE_WEBHOOK_SECRET: "whsec_old,whsec_new" }, "stripe:check");
    expect(check.code).toBe(1);
    expect(statesOf(check.stdout)).toMatchObject({ "webhook secret": "warn", "weekly price": "FAIL" });
    expect(check.stdout).toContain("STRIPE_WEEKLY_PRICE_ID is not set");
  });

  it("says in one line that Stripe can't be reached, and tells a wrong call its usage", async () => {
    const away = { ...env, STRIPE_API_BASE: "http://127.0.0.1:9" };
    const [check, wrong, unknown, list] = await Promise.all([
      runCli(away, "stripe:check"),
      runCli(env, "stripe:setup", "--weekly-cents", "19.00"),
      runCli(env, "stripe:steup"),
      runCli(env),
    ]);
    expect(check.code).toBe(1);
    expect(check.stderr.trim().split("\n").at(-1)).toMatch(/^Stripe can't be reached: .* run this again\.$/);
    expect(check.stderr).not.toMatch(/\n {4}at /);
    expect(wrong).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).toMatch(/--weekly-cents must be[^\n]*\nUsage: npm run cli -- stripe:setup/);
    expect(unknown.code).toBe(2);
    expect(list.code).toBe(0);
    expect(list.stdout).toMatch(/^ {2}billing:grant {2,}\S/m);
  });
});

describe("without a key", () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "cli-"));
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  it("commands speak to the local Stripe that `npm start` has started; before that, they say so", async () => {
    const before = await runCli({ DATA_DIR: dataDir }, "stripe:check");
    expect(before).toMatchObject({ code: 1, stdout: "" });
    expect(before.stderr).toMatch(/^STRIPE_SECRET_KEY is not set[^\n]*npm start[^\n]*\n$/);
    const env = { ...process.env, STRIPE_SANDBOX_PORT: "0", PORT: "3999" };
    await startSandbox({ env, dataDir, progress: () => {} });
    const check = await runCli({ DATA_DIR: dataDir }, "stripe:check");
    expect(check.code, check.stdout + check.stderr).toBe(0);
    expect(check.stdout).toContain("http://localhost:3999");
  });
});
