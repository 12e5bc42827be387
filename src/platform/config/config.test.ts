import { describe, expect, it } from "vitest";
import { ConfigError, parseConfig, startsOwnSandbox } from "./config.ts";

const GOOD = {
  AUTH_SECRET: "a secret that has more than 32 characters",
  STRIPE_SECRET_KEY: "sk_test_abc",
  STRIPE_WEBHOOK_SECRET: "whsec_abc",
  STRIPE_WEEKLY_PRICE_ID: "price_weekly",
  STRIPE_ONE_TIME_PRICE_ID: "price_once",
};

function complaint(change: Record<string, string | undefined>): string {
  try {
    parseConfig({ ...GOOD, ...change });
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
}

describe("the configuration", () => {
  it("is complete with the keys alone", () => {
    const config = parseConfig(GOOD);
    expect(config).toMatchObject({ port: 3000, publicUrl: "http://localhost:3000", dataDir: "./data", sandbox: false });
    expect(config.stripe).toMatchObject({ livemode: false, webhookSecrets: ["whsec_abc"] });
  });

  it.each([
    ["PORT", "70000"],
    ["PORT", "http"],
    ["PUBLIC_URL", "example.com"],
    ["PUBLIC_URL", "https://example.com/app"],
    ["DATABASE_URL", "mysql://x"],
    ["AUTH_SECRET", "short"],
    ["AUTH_SECRET", ""],
    ["SMTP_URL", "mail.example.com"],
    ["STRIPE_SECRET_KEY", "pk_test_abc"],
    ["STRIPE_WEBHOOK_SECRET", ""],
    ["STRIPE_WEBHOOK_SECRET", "whsec_a,,whsec_b"],
    ["STRIPE_WEEKLY_PRICE_ID", "prod_abc"],
    ["STRIPE_ONE_TIME_PRICE_ID", undefined],
    ["STRIPE_RETIRED_PRICE_IDS", "price_a=monthly"],
    ["STRIPE_API_BASE", "http://stripe.example"],
    ["STRIPE_SANDBOX", "yes"],
    ["CHECKOUT_REQUIRE_SIGN_IN", "true"],
    ["LOG_LEVEL", "loud"],
  ])("says in one line that %s=%s is wrong", (name, value) => {
    const line = complaint({ [name]: value });
    expect(line).toMatch(new RegExp(`^${name} `));
    expect(line).not.toContain("\n");
  });

  it("never says a secret's value", () => {
    expect(complaint({ STRIPE_SECRET_KEY: "sk_live_" })).not.toContain("sk_live_");
  });

  it("reads retired prices and several webhook secrets", () => {
    const { stripe } = parseConfig({
      ...GOOD,
      STRIPE_RETIRED_PRICE_IDS: "price_x=weekly, price_y=one-time",
      STRIPE_WEBHOOK_SECRET: "whsec_a , whsec_b",
    });
    expect([...stripe.retiredPrices]).toEqual([
      ["price_x", "weekly"],
      ["price_y", "one-time"],
    ]);
    expect(stripe.webhookSecrets).toEqual(["whsec_a", "whsec_b"]);
  });

  it("refuses production without keys, unless the sandbox is asked for", () => {
    expect(() => startsOwnSandbox({ NODE_ENV: "production" })).toThrow(/^STRIPE_SECRET_KEY is not set/);
    expect(startsOwnSandbox({ NODE_ENV: "production", STRIPE_SANDBOX: "1" })).toBe(true);
    expect(startsOwnSandbox({})).toBe(true);
    expect(startsOwnSandbox({ STRIPE_SECRET_KEY: "sk_test_abc" })).toBe(false);
  });

  it("refuses plain http in production, and a live key beside a double", () => {
    expect(complaint({ NODE_ENV: "production", PUBLIC_URL: "http://example.com" })).toMatch(/^PUBLIC_URL /);
    const live = { NODE_ENV: "production", PUBLIC_URL: "https://example.com" };
    expect(complaint(live)).toMatch(/^SMTP_URL /);
    expect(complaint({ ...live, SMTP_URL: "smtp://localhost" })).toBe("");
    expect(complaint({ ...live, STRIPE_API_BASE: "http://127.0.0.1:1" })).toMatch(/^STRIPE_API_BASE /);
    expect(complaint({ STRIPE_SECRET_KEY: "sk_live_abc", STRIPE_API_BASE: "http://127.0.0.1:1" })).toMatch(
      /^STRIPE_SECRET_KEY /,
    );
  });
});
