import type Stripe from "stripe";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type OpenSandbox, openSandbox } from "../test-support/open-sandbox.ts";

let sandbox: OpenSandbox;
let session: Stripe.Checkout.Session;
beforeEach(async () => {
  sandbox = await openSandbox();
  const { stripe } = sandbox;
  const coupon = await stripe.coupons.create({ percent_off: 20, duration: "once" });
  await stripe.promotionCodes.create({ coupon: coupon.id, code: "SPRING" });
  const { weekly } = await sandbox.createPrices();
  session = await sandbox.createSession(weekly.id, "subscription", { allow_promotion_codes: true });
});
afterEach(() => sandbox.stop());

/** Sends the code's form and gives the page it leads to. */
async function enterCode(code: string): Promise<string> {
  const url = `${sandbox.origin}/c/pay/${session.id}/promotion-code`;
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams({ code }), redirect: "manual" });
  expect(answer.status).toBe(303);
  return sandbox.openPage(answer.headers.get("location"));
}

test("a promotion code lowers what is due, on the page and in the charge, and can be removed", async () => {
  expect(await enterCode("spring")).toContain("Discount (SPRING)");
  const page = await sandbox.openPage(`/c/pay/${session.id}`);
  expect(page).toContain("−$3.80");
  expect(page).toContain("Subscribe and pay $15.20 today");
  expect(await enterCode("")).toContain("Subscribe for $19.00 per week");
  await enterCode("SPRING");
  await sandbox.submitCard(session.id);
  expect((await sandbox.stripe.charges.list()).data[0]?.amount).toBe(1520);
});

test("a wrong code is refused beside its field, and nothing changes", async () => {
  const page = await enterCode("WINTER");
  expect(page).toMatch(/id="code-error" role="alert">This code is invalid/);
  expect(page).toContain("Subscribe for $19.00 per week");
});

test("a session that takes no codes shows no field", async () => {
  const { lifetime } = await sandbox.createPrices();
  session = await sandbox.createSession(lifetime.id, "payment");
  expect(await sandbox.openPage(`/c/pay/${session.id}`)).not.toContain("Promotion code");
  expect(await enterCode("SPRING")).toContain("Pay $149.00");
});
