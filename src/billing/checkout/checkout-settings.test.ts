import { describe, expect, it } from "vitest";
import { startPlatform } from "../../../test/start-platform.ts";

const PATH = "/api/create-checkout-session";

describe("POST /api/create-checkout-session with other settings", () => {
  it("closes the anonymous way with CHECKOUT_REQUIRE_SIGN_IN=1", async () => {
    const platform = await startPlatform({ env: { CHECKOUT_REQUIRE_SIGN_IN: "1" } });
    try {
      const answer = await platform.send("POST", PATH, { json: { userId: "user_123abc", planId: "weekly" } });
      expect(answer.status).toBe(401);
      const student = await platform.signUp();
      await platform.checkout(student.id, "weekly", student);
    } finally {
      await platform.stop();
    }
  });

  it("refuses over the rate limit with 429 and Retry-After, whatever X-Forwarded-For says", async () => {
    const platform = await startPlatform({
      limits: { checkout: { perAddress: 5, perUser: 3 }, refresh: { perAddress: 5, perUser: 5 } },
    });
    try {
      const post = (userId: string, ip: string) =>
        platform.send("POST", PATH, { json: { userId, planId: "weekly" }, headers: { "X-Forwarded-For": ip } });
      for (let i = 0; i < 3; i++) expect((await post("user_123abc", `10.0.0.${i}`)).status).toBe(200);
      const over = await post("user_123abc", "10.0.0.9");
      expect([over.status, over.json]).toEqual([429, { error: "Too many requests" }]);
      expect(Number(over.headers.get("retry-after"))).toBeGreaterThan(0);
      const student = await platform.signUp();
      expect((await post(student.id, "10.0.0.1")).status).toBe(200);
      expect((await post(student.id, "10.0.0.1")).status).toBe(429);
      platform.time.advance(61_000);
      expect((await post(student.id, "10.0.0.1")).status).toBe(200);
    } finally {
      await platform.stop();
    }
  });

  it("lets nobody use up another's requests", async () => {
    const limited = await startPlatform({
      limits: { checkout: { perAddress: 1000, perUser: 3 }, refresh: { perAddress: 9, perUser: 9 } },
    });
    try {
      const [victim, attacker] = [await limited.signUp(), await limited.signUp()];
      const json = { userId: victim.id, planId: "weekly" };
      for (let i = 0; i < 5; i++) {
        await limited.send("POST", PATH, { json });
        await limited.send("POST", PATH, { json, as: attacker });
      }
      await limited.checkout(victim.id, "weekly", victim);
    } finally {
      await limited.stop();
    }
  });
});
