import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningSandbox, startStripeSandbox } from "../../../sandbox/stripe/start-sandbox.ts";
import { setUpStripe } from "../set-up-stripe.ts";
import { createStripe } from "../stripe.ts";
import { checkStripe } from "./check-stripe.ts";
import type { CheckedSettings, StripeCheck } from "./stripe-check.ts";

const PUBLIC_URL = "http://localhost:3000";

describe("checking an account", () => {
  let sandbox: RunningSandbox;
  let settings: CheckedSettings;
  const stripeWith = (secretKey: string) => createStripe({ secretKey, apiBase: sandbox.origin });
  const stateOf = (rows: StripeCheck[], name: string) => rows.find(({ check }) => check === name)?.state;
  beforeAll(async () => {
    sandbox = await startStripeSandbox({ port: 0 });
    const made = await setUpStripe(stripeWith("sk_test_check"), PUBLIC_URL);
    settings = {
      livemode: false,
      publicUrl: PUBLIC_URL,
      isDouble: true,
      webhookSecrets: made.webhookSecret ?? "",
      weeklyPriceId: made.weeklyPriceId,
      oneTimePriceId: made.oneTimePriceId,
      retiredPriceIds: [],
    };
  });
  afterAll(() => sandbox.stop());

  it.each([
    [0, "ok"],
    [-60, "warn"],
    [60, "warn"],
    [300, "FAIL"],
  ])("with a clock that is %d s off: %s", async (seconds, state) => {
    const now = () => new Date(Date.now() + seconds * 1000);
    expect(stateOf(await checkStripe(stripeWith("sk_test_check"), settings, now), "clock")).toBe(state);
  });

  it("wants https and live prices for a live key", async () => {
    const rows = await checkStripe(stripeWith("sk_test_check"), { ...settings, livemode: true }, () => new Date());
    expect(stateOf(rows, "PUBLIC_URL")).toBe("FAIL");
    expect(rows.find(({ check }) => check === "weekly price")).toMatchObject({
      state: "FAIL",
      found: expect.stringContaining("of test mode"),
    });
  });

  it("says of a key that Stripe refuses nothing but that, and still looks at the environment", async () => {
    const rows = await checkStripe(stripeWith("sk_live_check"), settings, () => new Date());
    expect(rows.map(({ check, state }) => [check, state])).toEqual([
      ["key", "FAIL"],
      ["webhook secret", "ok"],
      ["PUBLIC_URL", "ok"],
    ]);
  });

  it("sees a price of another kind or currency, and retired prices that nobody knows", async () => {
    const stripe = stripeWith("sk_test_check");
    const price = await stripe.prices.create({
      product: "lsat_training_access",
      currency: "eur",
      unit_amount: 100,
      recurring: { interval: "month" },
    });
    const other = { ...settings, oneTimePriceId: price.id, retiredPriceIds: ["price_gone"] };
    const rows = await checkStripe(stripe, other, () => new Date());
    const found = rows.find(({ check }) => check === "lifetime price")?.found;
    expect(found).toMatch(/recurring.*not in USD/);
    expect(stateOf(rows, "retired prices")).toBe("warn");
    const swapped = await checkStripe(stripe, { ...settings, weeklyPriceId: price.id }, () => new Date());
    expect(swapped.find(({ check }) => check === "weekly price")?.found).toMatch(/not recurring every week/);
  });
});
