import { createServer, type Server } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type RunningSandbox, startStripeSandbox } from "../../../sandbox/stripe/start-sandbox.ts";
import { eventually } from "../../../test/eventually.ts";
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
      ["webhook secret", "unknown"],
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

describe("what events tell of the webhook secret", () => {
  const LATER_MS = 360_000;
  let sandbox: RunningSandbox;
  let server: Server;
  let answer: number;
  beforeEach(async () => {
    answer = 200;
    sandbox = await startStripeSandbox({ port: 0 });
    server = createServer((request, response) => {
      request.resume().on("end", () => response.writeHead(answer).end());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(async () => {
    await sandbox.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  async function open() {
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the server does not listen");
    const publicUrl = `http://127.0.0.1:${address.port}`;
    const stripe = createStripe({ secretKey: "sk_test_check", apiBase: sandbox.origin });
    const made = await setUpStripe(stripe, publicUrl);
    const settings: CheckedSettings = {
      livemode: false,
      publicUrl,
      isDouble: true,
      webhookSecrets: "whsec_wellformed",
      weeklyPriceId: made.weeklyPriceId,
      oneTimePriceId: made.oneTimePriceId,
      retiredPriceIds: [],
    };
    const look = async (inMs: number) => {
      const rows = await checkStripe(stripe, settings, () => new Date(Date.now() + inMs));
      return rows.find(({ check }) => check === "webhook secret");
    };
    /** Makes an event of a type that we handle. */
    const happen = async () => stripe.customers.del((await stripe.customers.create({})).id);
    const pending = async () => (await stripe.events.list({ type: "customer.deleted" })).data[0]?.pending_webhooks;
    return { look, happen, pending };
  }

  it("says that nothing shows yet, while no event came and while one may be on its way", async () => {
    const { look, happen } = await open();
    const unknown = { state: "unknown", found: expect.stringContaining("shows when an event comes") };
    expect(await look(LATER_MS)).toMatchObject(unknown);
    answer = 400;
    await happen();
    expect(await look(0)).toMatchObject(unknown);
  });

  it("warns when events are not accepted, and is content once they are", async () => {
    const { look, happen, pending } = await open();
    answer = 400;
    await happen();
    const refused = await look(LATER_MS);
    expect(refused).toMatchObject({ state: "warn", mend: expect.stringContaining("secret may be wrong") });
    expect(refused?.found).toMatch(/events are not being accepted: 1 of 1 .* evt_\w+ of /);
    answer = 200;
    await eventually(async () => expect(await pending()).toBe(0));
    expect(await look(LATER_MS)).toMatchObject({ state: "ok", found: expect.stringContaining("all 1 events") });
  });
});
