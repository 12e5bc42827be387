import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { liveALife } from "../test/live-a-life.ts";
import { type Platform, startPlatform } from "../test/start-platform.ts";
import { createOperatorKey } from "./accounts/index.ts";

describe("metrics", () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.stop());

  it("tell what was done and what waits, in Prometheus' form", async () => {
    await liveALife(platform).buyer("weekly");
    const { status, headers, text } = await platform.send("GET", "/metrics");
    expect([status, headers.get("content-type")]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
    expect(text).toMatch(/^billing_webhooks_total\{outcome="pending"\} [1-9]/m);
    expect(text).toMatch(/^billing_mails_total\{kind="purchase",outcome="done"\} [1-9]/m);
    expect(text).toMatch(/^billing_waiting\{queue="events"\} 0$/m);
    expect(text).toMatch(/^stripe_request_duration_seconds_count\{method="GET",status="200"\} [1-9]/m);
  });

  it("are for callers on this machine and for operators, and for nobody else", async () => {
    const elsewhere = { "X-Forwarded-For": "203.0.113.9", Host: "app.example.com" };
    const ask = (headers: Record<string, string>) => platform.send("GET", "/metrics", { headers });
    const key = await createOperatorKey(platform.database.db, { name: "prometheus", now: platform.time.now() });
    const statuses = await Promise.all([
      ask(elsewhere),
      ask({ ...elsewhere, Authorization: `Bearer op_${"x".repeat(32)}` }),
      ask({ ...elsewhere, Authorization: `Bearer ${key}` }),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([401, 401, 200]);
  });
});
