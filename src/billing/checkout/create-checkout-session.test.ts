import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Platform, startPlatform } from "../../../test/start-platform.ts";
import { createOperatorKey, revokeOperatorKeys } from "../../accounts/index.ts";
import { checkoutSessions } from "../tables.ts";

const PATH = "/api/create-checkout-session";

describe("POST /api/create-checkout-session", () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.stop());

  const post = (json: unknown) => platform.send("POST", PATH, { json });

  it("answers the documented curl with exactly one key", async () => {
    const answer = await post({ userId: "user_123abc", planId: "weekly" });
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(/^\{"sessionId":"cs_test_[A-Za-z0-9]+"\}$/);
    expect(answer.headers.get("x-request-id")).toBeTruthy();
  });

  it("makes the session with the contract's parameters, for both plans", async () => {
    for (const [planId, mode, price] of [
      ["weekly", "subscription", platform.prices.weekly],
      ["one-time", "payment", platform.prices.oneTime],
    ] as const) {
      const student = await platform.signUp();
      const sessionId = await platform.checkout(student.id, planId);
      const session = await platform.stripe.checkout.sessions.retrieve(sessionId, { expand: ["line_items"] });
      expect(session).toMatchObject({
        mode,
        payment_method_types: ["card"],
        client_reference_id: student.id,
        metadata: { userId: student.id, planId },
        success_url: `${platform.url}/subscription/success?session_id={CHECKOUT_SESSION_ID}`,
        cancel_url: `${platform.url}/subscription?canceled=true`,
        customer: null,
      });
      expect(session.line_items?.data.map((line) => [line.price?.id, line.quantity])).toEqual([[price, 1]]);
    }
  });

  it.each([
    [{ planId: "weekly" }, "Missing userId or planId"],
    [{ userId: "user_123abc" }, "Missing userId or planId"],
    [{ userId: null, planId: "weekly" }, "Missing userId or planId"],
    [{ userId: "user_123abc", planId: null }, "Missing userId or planId"],
    [{ userId: "  ", planId: "weekly" }, "Missing userId or planId"],
    [{ userId: "user_123abc", planId: "" }, "Missing userId or planId"],
    [{}, "Missing userId or planId"],
    [[], "Request body must be a JSON object"],
    ["weekly", "Request body must be a JSON object"],
    [null, "Request body must be a JSON object"],
    [7, "Request body must be a JSON object"],
    [{ userId: "user_123abc", planId: "monthly" }, "Unknown planId"],
    [{ userId: "user_123abc", planId: 1 }, "Unknown planId"],
    [{ userId: "user_123abc", planId: "__proto__" }, "Unknown planId"],
    [{ userId: 5, planId: "weekly" }, "Invalid userId"],
    [{ userId: ["user_123abc"], planId: "weekly" }, "Invalid userId"],
    [{ userId: "u".repeat(201), planId: "weekly" }, "Invalid userId"],
    [{ userId: "user_123abc\u0000", planId: "weekly" }, "Invalid userId"],
    [{ userId: "user\n123abc", planId: "weekly" }, "Invalid userId"],
    [{ userId: "\ud800", planId: "weekly" }, "Invalid userId"],
    [{ userId: "nobody", planId: "weekly" }, "Unknown userId"],
  ])("refuses %j", async (json, error) => {
    const answer = await post(json);
    expect([answer.status, answer.text]).toEqual([400, JSON.stringify({ error })]);
  });

  it("refuses a body that is not JSON, and an empty one", async () => {
    const type = { "Content-Type": "application/json" };
    const broken = await platform.send("POST", PATH, { body: "{userId:", headers: type });
    expect([broken.status, broken.json]).toEqual([400, { error: "Request body must be a JSON object" }]);
    const form = await platform.send("POST", PATH, {
      body: "userId=user_123abc&planId=weekly",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
    });
    expect([form.status, form.json]).toEqual([400, { error: "Request body must be a JSON object" }]);
    const empty = await platform.send("POST", PATH, { body: "", headers: type });
    expect([empty.status, empty.json]).toEqual([400, { error: "Missing userId or planId" }]);
    const none = await platform.send("POST", PATH);
    expect([none.status, none.json]).toEqual([400, { error: "Missing userId or planId" }]);
  });

  it("ignores unknown keys", async () => {
    const answer = await post({ userId: "user_123abc", planId: "weekly", price: 1, mode: "setup" });
    expect(answer.status).toBe(200);
  });

  it("refuses another method with 405 and Allow", async () => {
    for (const method of ["GET", "PUT", "DELETE", "PATCH"]) {
      const answer = await platform.send(method, PATH);
      expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
    }
  });

  it("refuses a body over 16 KiB with 413, announced or not", async () => {
    const large = JSON.stringify({ userId: "user_123abc", planId: "weekly", padding: "x".repeat(17_000) });
    const announced = await platform.send("POST", PATH, {
      body: large,
      headers: { "Content-Type": "application/json" },
    });
    expect(announced.status).toBe(413);
    const chunked = await fetch(`${platform.url}${PATH}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: new Blob([large]).stream(),
      duplex: "half",
    } as RequestInit);
    expect(chunked.status).toBe(413);
  });

  it("attaches the customer of the signed-in owner, and only then", async () => {
    const student = await platform.signUp();
    const guest = await platform.stripe.checkout.sessions.retrieve(await platform.checkout(student.id, "weekly"));
    expect(guest.customer).toBeNull();
    const own = await platform.stripe.checkout.sessions.retrieve(
      await platform.checkout(student.id, "weekly", student),
    );
    const customer = await platform.stripe.customers.retrieve(String(own.customer));
    expect(customer).toMatchObject({ email: student.email, metadata: { userId: student.id } });
  });

  it("takes an operator's API key for the owner, until it is revoked", async () => {
    const { db } = platform.database;
    const now = platform.time.now();
    const key = await createOperatorKey(db, { name: "crm", now });
    const student = await platform.signUp();
    const ask = (authorization: string) =>
      platform.send("POST", PATH, {
        json: { userId: student.id, planId: "weekly" },
        headers: { Authorization: authorization },
      });
    const answer = await ask(`Bearer ${key}`);
    const { sessionId } = answer.json as { sessionId: string };
    expect((await platform.stripe.checkout.sessions.retrieve(sessionId)).customer).not.toBeNull();
    expect(await revokeOperatorKeys(db, { name: "crm", now })).toBe(1);
    for (const authorization of [`Bearer ${key}`, "Bearer op_unknown", "Basic abc"]) {
      const refused = await ask(authorization);
      expect([refused.status, refused.json]).toEqual([401, { error: "This API key is not valid" }]);
    }
  });

  it("10. gives a double click the same open session, and expires the old one when the plan changes", async () => {
    const student = await platform.signUp();
    const ids = await Promise.all(Array.from({ length: 8 }, () => platform.checkout(student.id, "weekly", student)));
    expect(new Set(ids).size).toBe(1);
    const other = await platform.checkout(student.id, "one-time", student);
    const old = await platform.stripe.checkout.sessions.retrieve(ids[0] ?? "");
    expect(old.status).toBe("expired");
    expect((await platform.stripe.checkout.sessions.retrieve(other)).status).toBe("open");
  });

  it("never hands the owner's session to a stranger, nor lets a stranger close it", async () => {
    const student = await platform.signUp();
    const own = await platform.checkout(student.id, "weekly", student);
    expect(await platform.checkout(student.id, "weekly")).not.toBe(own);
    const strangers = await platform.checkout(student.id, "one-time");
    expect(strangers).not.toBe(own);
    expect((await platform.stripe.checkout.sessions.retrieve(own)).status).toBe("open");
  });

  it("29. refuses a userId that is not the signed-in user's", async () => {
    const [one, other] = [await platform.signUp(), await platform.signUp()];
    const answer = await platform.send("POST", PATH, { json: { userId: other.id, planId: "weekly" }, as: one });
    expect([answer.status, answer.json]).toEqual([403, { error: "userId does not match the signed-in user" }]);
  });

  it("30. builds addresses from PUBLIC_URL only, whatever the headers say", async () => {
    const student = await platform.signUp();
    const answer = await platform.send("POST", PATH, {
      json: { userId: student.id, planId: "weekly" },
      headers: {
        Origin: "https://evil.example",
        Referer: "https://evil.example/",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        Forwarded: "host=evil.example",
      },
    });
    const { sessionId } = answer.json as { sessionId: string };
    const session = await platform.stripe.checkout.sessions.retrieve(sessionId);
    expect([session.success_url, session.cancel_url].every((url) => url?.startsWith(`${platform.url}/`))).toBe(true);
  });

  it.each([
    { kind: "error", status: 500, times: 3 },
    { kind: "error", status: 429, times: 3 },
    { kind: "error_after_commit", status: 500, times: 3 },
    { kind: "reset", times: 4 },
    { kind: "reset_after_commit", times: 4 },
  ])(
    "30. answers 500 when Stripe fails (%j), says nothing of it, and a retry makes no second session",
    async (fault) => {
      const student = await platform.signUp();
      await platform.sandbox("POST", "/_sandbox/faults", {
        method: "POST",
        path: "/v1/checkout/sessions",
        ...fault,
      });
      const failed = await post({ userId: student.id, planId: "weekly" });
      expect([failed.status, failed.json]).toEqual([500, { error: "An error occurred" }]);
      await platform.sandbox("DELETE", "/_sandbox/faults");
      const sessionId = await platform.checkout(student.id, "weekly");
      const all = await platform.stripe.checkout.sessions.list({ limit: 100 });
      const mine = all.data.filter((session) => session.client_reference_id === student.id);
      expect(mine.map((session) => session.id)).toEqual([sessionId]);
      expect(platform.logged()).not.toContain("sk_test_platform");
    },
  );

  it("30. finds the session again when Stripe made it and keeps a failure under the key", async () => {
    const student = await platform.signUp();
    await platform.sandbox("POST", "/_sandbox/faults", {
      method: "POST",
      path: "/v1/checkout/sessions",
      ...{ kind: "error_after_commit", status: 500, times: 1, remember: true },
    });
    const sessionId = await platform.checkout(student.id, "weekly");
    const all = await platform.stripe.checkout.sessions.list({ limit: 100 });
    const mine = all.data.filter((session) => session.client_reference_id === student.id);
    expect(mine.map((session) => session.id)).toEqual([sessionId]);
  });

  it("sends the buyer to Stripe's page only for sessions that we made", async () => {
    const sessionId = await platform.checkout("user_123abc", "weekly");
    const ours = await platform.send("GET", `/subscription/checkout/${sessionId}`);
    const session = await platform.stripe.checkout.sessions.retrieve(sessionId);
    expect([ours.status, ours.headers.get("location")]).toEqual([303, session.url]);
    const foreign = await platform.send("GET", "/subscription/checkout/cs_test_foreign");
    expect(foreign.status).toBe(404);
    for (const path of ["/subscription/checkout/%00", "/subscription/checkout/..%2f.."]) {
      expect((await platform.send("GET", path)).status).toBeLessThan(500);
    }
  });

  it("never redirects anywhere but to Stripe or the configured double, even if the row said so", async () => {
    const sessionId = await platform.checkout("user_123abc", "weekly");
    const { db } = platform.database;
    const mine = eq(checkoutSessions.stripeSessionId, sessionId);
    const before = await platform.send("GET", `/subscription/checkout/${sessionId}`);
    await db.update(checkoutSessions).set({ stripeUrl: "https://evil.example/c/pay" }).where(mine);
    expect((await platform.send("GET", `/subscription/checkout/${sessionId}`)).status).toBe(404);
    await db
      .update(checkoutSessions)
      .set({ stripeUrl: before.headers.get("location") })
      .where(mine);
  });

  it("tells the subscription and the payment whom and what they are for", async () => {
    const [weekly, lifetime] = [await platform.signUp(), await platform.signUp()];
    const expand = ["subscription", "payment_intent"];
    for (const [student, planId] of [
      [weekly, "weekly"],
      [lifetime, "one-time"],
    ] as const) {
      const sessionId = await platform.checkout(student.id, planId);
      await platform.pay(sessionId);
      const { subscription, payment_intent } = await platform.stripe.checkout.sessions.retrieve(sessionId, { expand });
      expect(planId === "weekly" ? subscription : payment_intent).toMatchObject({
        metadata: { userId: student.id, planId },
      });
    }
  });

  it("asks again when Stripe says that we ask too often", async () => {
    const student = await platform.signUp();
    const path = "/v1/checkout/sessions";
    await platform.sandbox("POST", "/_sandbox/faults", { method: "POST", path, kind: "error", status: 429, times: 2 });
    expect(await platform.checkout(student.id, "weekly")).toMatch(/^cs_test_/);
  });
});
