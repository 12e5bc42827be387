import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Platform, startPlatform } from "../../../test/start-platform.ts";
import { parseConfig } from "../../platform/config/index.ts";
import { webhookEvents } from "../tables.ts";

const OLD = "whsec_oldsecret";
const NEW = "whsec_newsecret";

const event = (id: string) => ({
  id,
  object: "event",
  api_version: "2023-10-16",
  created: 1_700_000_000,
  livemode: false,
  type: "payout.paid",
  data: { object: { id: "po_1", object: "payout" } },
});

describe("28. the webhook's signature", () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform({ env: { STRIPE_WEBHOOK_SECRET: `${OLD}, ${NEW}` } });
  });
  afterAll(() => platform.stop());

  const refused = { status: 400, json: { error: "The signature does not fit" } };
  const secondsFromNow = (seconds: number) => new Date(platform.time.now().getTime() + seconds * 1000);

  it("is needed", async () => {
    expect(await platform.deliver(event("evt_none"), { signature: null })).toMatchObject(refused);
    expect(await platform.deliver(event("evt_empty"), { signature: "" })).toMatchObject(refused);
    expect(await platform.deliver(event("evt_junk"), { signature: "t=abc,v1=00" })).toMatchObject(refused);
  });

  it("must be made with a secret of ours", async () => {
    expect(await platform.deliver(event("evt_foreign"), { secret: "whsec_foreign" })).toMatchObject(refused);
    expect(await platform.deliver(event("evt_blank"), { secret: "" })).toMatchObject(refused);
  });

  it("stands for exactly these bytes: altered or re-serialized ones are refused", async () => {
    const signed = event("evt_altered");
    const altered = JSON.stringify({ ...signed, livemode: true }, null, 2);
    expect(await platform.deliver(signed, { body: altered })).toMatchObject(refused);
    expect(await platform.deliver(signed, { body: JSON.stringify(signed) })).toMatchObject(refused);
  });

  it("is good for 300 seconds, in both directions", async () => {
    expect(await platform.deliver(event("evt_old"), { signedAt: secondsFromNow(-302) })).toMatchObject(refused);
    expect(await platform.deliver(event("evt_future"), { signedAt: secondsFromNow(302) })).toMatchObject(refused);
    expect(await platform.deliver(event("evt_late"), { signedAt: secondsFromNow(-298) })).toMatchObject({
      status: 200,
    });
    expect(await platform.deliver(event("evt_early"), { signedAt: secondsFromNow(298) })).toMatchObject({
      status: 200,
    });
  });

  it("may be made with the old and the new secret while one replaces the other", async () => {
    for (const secret of [OLD, NEW]) {
      expect(await platform.deliver(event(`evt_${secret}`), { secret })).toMatchObject({ status: 200 });
    }
  });

  it("replayed within the tolerance is a duplicate", async () => {
    await platform.deliver(event("evt_replay"));
    expect(await platform.deliver(event("evt_replay"))).toMatchObject({ json: { outcome: "duplicate" } });
  });

  it("on something that is no event we know the form of is refused, never with 500", async () => {
    for (const odd of [
      null,
      [],
      7,
      {},
      { id: "evt_x" },
      { ...event("evt_nul\u0000") },
      { ...event("evt_x"), data: null },
      { ...event("evt_x"), created: "now" },
    ]) {
      expect((await platform.deliver(odd)).status, JSON.stringify(odd)).toBe(400);
    }
  });

  it("refused leaves nothing behind", async () => {
    const { db } = platform.database;
    expect(await db.select().from(webhookEvents).where(eq(webhookEvents.eventId, "evt_foreign"))).toEqual([]);
  });

  it("with an empty secret stops the start", () => {
    const env = {
      AUTH_SECRET: "x".repeat(32),
      STRIPE_API_BASE: "http://127.0.0.1:1",
      STRIPE_SECRET_KEY: "sk_test_x",
      STRIPE_WEEKLY_PRICE_ID: "price_a",
      STRIPE_ONE_TIME_PRICE_ID: "price_b",
    };
    expect(() => parseConfig({ ...env, STRIPE_WEBHOOK_SECRET: "" })).toThrow(/^STRIPE_WEBHOOK_SECRET must be/);
    expect(() => parseConfig({ ...env, STRIPE_WEBHOOK_SECRET: "whsec_a," })).toThrow(/^STRIPE_WEBHOOK_SECRET must be/);
  });
});

describe("7. a database that fails", () => {
  it("never answers 200 without a durable row; the retry then succeeds", async () => {
    const platform = await startPlatform();
    try {
      const { pool } = platform.database;
      await pool.query("ALTER TABLE webhook_events RENAME TO webhook_events_away");
      expect((await platform.deliver(event("evt_lost"))).status).toBe(500);
      await pool.query("ALTER TABLE webhook_events_away RENAME TO webhook_events");
      expect(await platform.deliver(event("evt_lost"))).toMatchObject({ status: 200, json: { outcome: "ignored" } });
    } finally {
      await platform.stop();
    }
  });

  it("keeps a burst of events apart: each caller hears of its own, once", async () => {
    const platform = await startPlatform();
    try {
      const ids = Array.from({ length: 120 }, (_, i) => `evt_burst_${i % 60}`);
      const answers = await Promise.all(ids.map((id) => platform.deliver(event(id))));
      const outcomes = answers.map((answer) => (answer.json as { outcome: string }).outcome);
      expect(outcomes.filter((outcome) => outcome === "ignored")).toHaveLength(60);
      expect(outcomes.filter((outcome) => outcome === "duplicate")).toHaveLength(60);
    } finally {
      await platform.stop();
    }
  });
});
