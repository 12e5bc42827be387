import { resolve } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildWebIfNeeded } from "../bin/build-web.ts";
import { type Platform, startPlatform } from "../test/start-platform.ts";

type Operation = { summary?: string; responses: Record<string, unknown> };
type Document = {
  components: { securitySchemes: Record<string, { type: string }> };
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
};

describe("the HTTP surface with the pages", () => {
  it("answers 405 with Allow on the checkout and the webhook, and 404 beside them", async () => {
    await buildWebIfNeeded(() => {});
    const platform = await startPlatform({ webDir: resolve(import.meta.dirname, "../dist/web") });
    try {
      for (const path of ["/api/create-checkout-session", "/api/webhooks/stripe"]) {
        for (const method of ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]) {
          const answer = await platform.send(method, path);
          expect([method, answer.status, answer.headers.get("allow")]).toEqual([method, 405, "POST"]);
        }
      }
      expect((await platform.send("GET", "/api/nothing")).json).toEqual({ error: "Not found" });
      expect((await platform.send("POST", "/api/nothing")).status).toBe(404);
      const page = await platform.send("GET", "/");
      expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
      expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
      expect((await platform.send("GET", "/nowhere")).status).toBe(404);
    } finally {
      await platform.stop();
    }
  }, 120_000);
});

describe("the HTTP surface", () => {
  let platform: Platform;
  let document: Document;
  beforeAll(async () => {
    platform = await startPlatform();
    document = (await platform.send("GET", "/api/openapi.json")).json as Document;
  });
  afterAll(() => platform.stop());

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
    );
  const fill = (path: string) => path.replaceAll(/\{\w+\}/g, "cs_test_x");

  it("is described by a document that is valid OpenAPI 3.1", async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document));
    expect(result).toMatchObject({ valid: true });
    expect(validator.version).toBe("3.1");
    expect(document.openapi).toBe("3.1.0");
  });

  it("is described with the checkout's every status, the webhook and the access", () => {
    expect(Object.keys(document.paths["/api/create-checkout-session"]?.post?.responses ?? {})).toEqual([
      "200",
      "400",
      "401",
      "403",
      "405",
      "409",
      "413",
      "429",
      "500",
    ]);
    expect(document.paths["/api/webhooks/stripe"]?.post).toBeDefined();
    expect(document.paths["/api/access"]?.get).toBeDefined();
  });

  it("says of each path how its caller is known", () => {
    const { session, operatorKey } = document.components.securitySchemes;
    expect([session?.type, operatorKey?.type]).toEqual(["apiKey", "http"]);
    const personal = operations().filter(({ operation }) => "401" in operation.responses && "security" in operation);
    expect(personal.length).toBeGreaterThan(8);
  });

  it("puts a request id and the security headers on every answer, refusals and unknown paths too", async () => {
    for (const path of ["/healthz", "/api/access", "/api/nothing", "/nothing", "/api/openapi.json"]) {
      const { headers } = await platform.send("GET", path);
      expect(headers.get("x-request-id"), path).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers.get("x-content-type-options"), path).toBe("nosniff");
      expect(headers.get("content-security-policy"), path).toContain("default-src 'none'");
      expect(headers.get("content-security-policy"), path).not.toContain("unsafe-");
      expect(headers.get("x-powered-by"), path).toBeNull();
      expect(headers.get("access-control-allow-origin"), path).toBeNull();
    }
  });

  it("needs somebody signed in for everything personal", async () => {
    const personal = operations().filter(({ operation }) => "401" in operation.responses);
    expect(personal.length).toBeGreaterThan(8);
    for (const { path, method } of personal) {
      // Signing in is what gives the 401 its meaning here; the checkout asks for it only when set so.
      if (["/api/session", "/api/create-checkout-session"].includes(path)) continue;
      const json = method === "GET" ? {} : { json: sampleOf(path) };
      expect((await platform.send(method, fill(path), json)).status, `${method} ${path}`).toBe(401);
    }
  });

  it("refuses an empty, a wrong-typed and a foreign-typed body, never with 500", async () => {
    for (const { path, method } of operations().filter((each) => each.method !== "GET")) {
      for (const body of [
        "",
        "[]",
        "null",
        "7",
        '{"a":',
        '{"email":{},"password":[],"token":1,"userId":{},"planId":{}}',
      ]) {
        for (const type of ["application/json", "text/plain", "application/x-www-form-urlencoded"]) {
          const answer = await platform.send(method, fill(path), { body, headers: { "Content-Type": type } });
          expect(answer.status, `${method} ${path} ${type} ${body}`).toBeLessThan(500);
        }
      }
    }
  });

  it("answers 405 with Allow for another method, 404 for an unknown path, in JSON", async () => {
    const other = await platform.send("PATCH", "/api/access");
    expect([other.status, other.headers.get("allow"), other.json]).toEqual([
      405,
      "GET, HEAD",
      { error: "Method not allowed" },
    ]);
    const unknown = await platform.send("GET", "/api/nothing");
    expect([unknown.status, unknown.json]).toEqual([404, { error: "Not found" }]);
  });

  it("refuses a body over the limit with 413", async () => {
    const json = { email: "a@example.com", password: "x".repeat(70_000) };
    expect((await platform.send("POST", "/api/session", { json })).status).toBe(413);
  });

  it("says that it is alive and ready", async () => {
    expect(await platform.send("GET", "/healthz")).toMatchObject({ status: 200, json: { status: "ok" } });
    expect(await platform.send("GET", "/readyz")).toMatchObject({ status: 200, json: { status: "ready" } });
  });

  it("shows both plans with the prices that Stripe has", async () => {
    const answer = await platform.send("GET", "/api/plans");
    expect(answer.json).toEqual({
      plans: [
        { planId: "weekly", unitAmount: 1900, currency: "usd", interval: "week", intervalCount: 1 },
        { planId: "one-time", unitAmount: 24900, currency: "usd", interval: null, intervalCount: null },
      ],
    });
  });

  it("keeps what is personal out of caches", async () => {
    expect((await platform.send("GET", "/api/session")).headers.get("cache-control")).toBe("no-store");
  });
});

function sampleOf(path: string): unknown {
  const samples: Record<string, unknown> = {
    "/api/account": { password: "x" },
    "/api/account/password": { currentPassword: "x", newPassword: "xxxxxxxx" },
    "/api/account/email-change": { email: "a@example.com", password: "x" },
  };
  return samples[path] ?? {};
}
