import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type OpenSandbox, openSandbox } from "../test-support/open-sandbox.ts";

let sandbox: OpenSandbox;
let stripe: Stripe;
beforeAll(async () => {
  sandbox = await openSandbox();
  stripe = sandbox.stripe;
});
afterAll(() => sandbox.stop());

const call = (path: string, init: RequestInit = {}) =>
  fetch(sandbox.origin + path, { ...init, headers: { authorization: "Bearer sk_test_x", ...init.headers } });

describe("errors are Stripe's", () => {
  test.each([
    ["a missing parameter", () => stripe.products.create({} as never), 400, "parameter_missing", "name"],
    [
      "a nested missing parameter",
      () => stripe.prices.create({ currency: "usd", unit_amount: 1, product_data: { metadata: { a: "b" } } as never }),
      400,
      "parameter_missing",
      "product_data[name]",
    ],
    [
      "an unknown parameter",
      () => stripe.products.create({ name: "a", color: "red" } as never),
      400,
      "parameter_unknown",
      "color",
    ],
    [
      "an unknown nested parameter",
      () => stripe.prices.list({ created: { since: 1 } } as never),
      400,
      "parameter_unknown",
      "created[since]",
    ],
    [
      "not an integer",
      () => stripe.customers.list({ limit: "many" as never }),
      400,
      "parameter_invalid_integer",
      "limit",
    ],
    ["an empty value", () => stripe.products.create({ name: "" }), 400, "parameter_invalid_empty", "name"],
    ["an unknown id in the path", () => stripe.customers.retrieve("cus_none"), 404, "resource_missing", "id"],
    [
      "an unknown id in a parameter",
      () => sandbox.createSession("price_none", "payment"),
      400,
      "resource_missing",
      "line_items[0][price]",
    ],
    ["a dispute that is not there", () => stripe.disputes.retrieve("dp_none"), 404, "resource_missing", "id"],
  ])("%s", async (_, act, statusCode, code, param) => {
    const error = await act().then(
      () => null,
      (reason: Stripe.errors.StripeError) => reason,
    );
    expect(error).toMatchObject({ statusCode, code, param, type: "StripeInvalidRequestError" });
    expect(error?.requestId).toMatch(/^req_/);
    expect(error?.doc_url).toBe(`https://stripe.com/docs/error-codes/${code.replaceAll("_", "-")}`);
    expect(error?.raw).toMatchObject({ request_log_url: expect.stringContaining(String(error?.requestId)) });
  });

  test("a wrong choice is answered with the choices", async () => {
    await expect(sandbox.createSession("price_none", "gift" as "payment")).rejects.toMatchObject({
      message: "Invalid mode: must be one of payment or subscription",
      param: "mode",
    });
  });

  test("an unknown address names itself", async () => {
    const answer = await call("/v1/accounts");
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain("Unrecognized request URL (GET: /v1/accounts)");
  });

  test("a JSON body is refused, for the API takes forms", async () => {
    const headers = { "content-type": "application/json" };
    expect((await call("/v1/customers", { method: "POST", body: "{}", headers })).status).toBe(400);
  });

  test("an unknown currency, event type and a refund of two things at once are refused", async () => {
    const price = stripe.prices.create({ currency: "zzz", unit_amount: 1, product_data: { name: "a" } });
    await expect(price).rejects.toMatchObject({
      message: expect.stringMatching(
        /^Invalid currency: zzz\. Stripe currently supports these currencies: usd, .*zmw$/,
      ),
      param: "currency",
    });
    const enabled_events: ["invoice.paid", "invoice.paid"] = ["invoice.paid", "invoice.eaten" as "invoice.paid"];
    await expect(stripe.webhookEndpoints.create({ enabled_events, url: "http://127.0.0.1:9/" })).rejects.toMatchObject({
      message: expect.stringMatching(/^Invalid enabled_events\[1\]: must be one of \*, /),
    });
    await expect(stripe.refunds.create({ charge: "ch_1", payment_intent: "pi_1" })).rejects.toThrow(
      "You may only specify one of these parameters: charge, payment_intent.",
    );
  });

  test("too many or too long metadata are refused", async () => {
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, "v"]));
    await expect(stripe.customers.create({ metadata: many })).rejects.toMatchObject({
      message: "Metadata can have up to 50 keys, but you passed in 51 keys.",
      param: "metadata",
    });
    const long = "k".repeat(41);
    await expect(stripe.customers.create({ metadata: { [long]: "v" } })).rejects.toMatchObject({
      message: `Metadata keys can have up to 40 characters, but you passed in a key that is 41 characters. Invalid key: ${long}`,
      param: "metadata",
    });
    await expect(stripe.customers.create({ metadata: { k: "v".repeat(501) } })).rejects.toMatchObject({
      message: expect.stringContaining("Metadata values can have up to 500 characters, but you passed in a value"),
      param: "metadata[k]",
    });
  });
});

describe("guards", () => {
  test("a live key is refused, plainly", async () => {
    for (const key of ["sk_live_abc", "rk_live_abc"]) {
      await expect(connect(sandbox.port, key).customers.list()).rejects.toMatchObject({
        type: "StripeAuthenticationError",
        message: expect.stringContaining("refuses live keys"),
      });
    }
  });

  test("no key and a malformed key are refused; restricted and Basic keys are taken", async () => {
    const statusWith = async (authorization: string) =>
      (await call("/v1/customers", { headers: { authorization } })).status;
    expect((await fetch(`${sandbox.origin}/v1/customers`)).status).toBe(401);
    expect(await statusWith("Bearer nonsense")).toBe(401);
    expect(await statusWith("Bearer rk_test_x")).toBe(200);
    expect(await statusWith(`Basic ${btoa("sk_test_x:")}`)).toBe(200);
  });

  test("another API version is refused; ours is echoed", async () => {
    expect((await call("/v1/customers", { headers: { "stripe-version": "2022-11-15" } })).status).toBe(400);
    const answer = await call("/v1/customers");
    expect(answer.headers.get("stripe-version")).toBe("2023-10-16");
    expect(answer.headers.get("request-id")).toMatch(/^req_/);
  });

  test("a foreign Origin cannot post, and over 1 MiB is too much", async () => {
    const origin = "https://evil.example";
    expect((await call("/_sandbox/reset", { method: "POST", headers: { origin } })).status).toBe(403);
    expect((await call("/c/pay/cs_test_x", { method: "POST", headers: { origin } })).status).toBe(403);
    const body = `name=${"a".repeat(1024 * 1024)}`;
    expect((await call("/v1/customers", { method: "POST", body })).status).toBe(413);
  });

  test("a foreign Host is refused", async () => {
    const { request } = await import("node:http");
    const status = await new Promise((resolve) => {
      const options = { host: "127.0.0.1", port: sandbox.port, headers: { host: "rebound.example" } };
      request(options, (response) => resolve(response.resume().statusCode)).end();
    });
    expect(status).toBe(403);
  });
});
