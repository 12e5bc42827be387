import type { Page } from "@playwright/test";
import { expect, PASSWORD, payAtStripe, signInAsSomebodyNew, test } from "./journey.ts";

const STRIPE = process.env.JOURNEY_SANDBOX_URL ?? "";
const HOUR = 3600;
const DAY = 24 * HOUR;
const FAILS_ON_RENEWAL = "4000000000000341";

/* What comes after the purchase, as the customer sees it. Time is the local Stripe's, and the platform follows it. */

test("renewal: the billing page says when and how much, and afterwards shows the new week", async ({ page }) => {
  await buy(page, "weekly");
  await openBilling(page);
  await expect(page.getByText(/^Renews on \w+, .*, for \$19\.00\.$/)).toBeVisible();
  const before = await page.getByText(/^Renews on/).textContent();
  await expect(page.getByRole("region", { name: "Receipts" }).getByRole("listitem")).toHaveCount(1);
  await shoot(page, "renewal-1-before");

  await letPass(page, 7 * DAY + 2 * HOUR);
  await openBilling(page);
  await expect(page.getByRole("region", { name: "Receipts" }).getByRole("listitem")).toHaveCount(2);
  await expect(page.getByText(/^Renews on/)).not.toHaveText(before ?? "");
  await shoot(page, "renewal-2-after");
});

test("failed renewal: a calm banner says until when access goes on; a new card and one payment mend it", async ({
  page,
}) => {
  await buy(page, "weekly", FAILS_ON_RENEWAL);
  await letPass(page, 7 * DAY + 2 * HOUR);
  await page.goto("/practice");
  const banner = page.getByRole("complementary", { name: "Your payment" });
  await expect(banner).toContainText("Your last payment of $19.00 did not go through.");
  await expect(banner).toContainText(/Your access goes on until .*\. If it is paid before then, nothing changes\./);
  await shoot(page, "past-due-1-banner");
  await banner.getByRole("link", { name: "See what is open" }).click();
  await expect(page.getByRole("heading", { name: "Your last payment did not go through" })).toBeVisible();
  await shoot(page, "past-due-2-billing");

  await page.getByRole("button", { name: /card/i }).click();
  await page.getByRole("link", { name: /change card/i }).click();
  await shoot(page, "past-due-3-portal-card");
  await page.getByLabel(/card number/i).fill("4242424242424242");
  await page.getByLabel(/expiry/i).fill("12/34");
  await page.getByLabel(/cvc/i).fill("123");
  await page.getByLabel(/name on card/i).fill("Ada Lovelace");
  await page.getByRole("button", { name: "Use this card" }).click();
  await shoot(page, "past-due-4-portal");
  await page.getByRole("button", { name: /^Pay \$19/ }).click();
  await page.getByRole("link", { name: /^(back|return)/i }).click();

  await expect(page.getByText("This page is up to date with Stripe")).toBeVisible();
  await expect(page.getByText(/^Renews on/)).toBeVisible();
  await shoot(page, "past-due-5-mended");
  await page.goto("/practice");
  await expect(page.getByText("You have access.")).toBeVisible();
  await expect(banner).toHaveCount(0);
  await expectMail(page, ["Your payment did not go through", "Your payment went through"]);
});

test("never mended: access ends when it was said that it would, and a new purchase opens it again", async ({
  page,
}) => {
  await buy(page, "weekly", FAILS_ON_RENEWAL);
  await letPass(page, 7 * DAY + 2 * HOUR);
  await letPass(page, 72 * HOUR);
  await page.goto("/practice");
  await expect(page.getByText(/^Access opens everything in practice/)).toBeVisible();
  await letPass(page, 7 * DAY);
  await openBilling(page);
  await shoot(page, "past-due-6-ended");
  await buyAsSignedIn(page, "weekly");
  await expectMail(page, ["Your weekly access has ended"]);
});

test("cancel and resume: one click each, and the page says what follows before and after", async ({ page }) => {
  await buy(page, "weekly");
  await openBilling(page);
  await expect(
    page.getByText(/^If you cancel, you keep your access until .*, and nothing more is charged\.$/),
  ).toBeVisible();
  await page.getByRole("button", { name: "Cancel the subscription" }).click();
  await expect(page.getByRole("heading", { name: "Weekly access, canceled" })).toBeVisible();
  await shoot(page, "cancel-1-canceled");
  await page.getByRole("button", { name: "Resume the subscription" }).click();
  await expect(page.getByText(/^Renews on/)).toBeVisible();
  await shoot(page, "cancel-2-resumed");

  await page.getByRole("button", { name: "Cancel the subscription" }).click();
  await expect(page.getByRole("heading", { name: "Weekly access, canceled" })).toBeVisible();
  await letPass(page, 7 * DAY + HOUR);
  await page.goto("/practice");
  await expect(page.getByText(/^Access opens everything in practice/)).toBeVisible();
  await openBilling(page);
  await shoot(page, "cancel-3-ended");
});

test("upgrade: what happens to the running week is said before the button, and happens", async ({ page }) => {
  await buy(page, "weekly");
  await openBilling(page);
  const upgrade = page.getByRole("region", { name: "Change to lifetime access" });
  await expect(
    upgrade.getByText(/^The week that you have paid runs to its end on .* and does not renew\.$/),
  ).toBeVisible();
  await expect(upgrade.getByText("No part of it is refunded.")).toBeVisible();
  await shoot(page, "upgrade-1-before");
  await upgrade.getByRole("button", { name: "Get lifetime access" }).click();
  await payAtStripe(page);
  await expect(page.getByRole("heading", { name: "You have access" })).toBeVisible({ timeout: 20_000 });
  await openBilling(page);
  await expect(page.getByRole("heading", { name: "Lifetime access", exact: true })).toBeVisible();
  await expect(async () => {
    await page.reload();
    await expect(page.getByText(/^Your weekly subscription ends on .* It is not charged again\.$/)).toBeVisible({
      timeout: 1_000,
    });
  }).toPass();
  await shoot(page, "upgrade-2-after");
});

test("refund: access ends, and the page and a mail say so", async ({ page }) => {
  await buy(page, "one-time");
  const { payment_intent } = await lastSession(page);
  await atStripe(page, "/v1/refunds", { payment_intent });
  await expect(async () => {
    await openBilling(page);
    await expect(page.getByRole("heading", { name: "Your payment was refunded" })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(page.getByText("Refunded in full.")).toBeVisible();
  await shoot(page, "refund-1-billing");
  await page.goto("/practice");
  await expect(page.getByText(/^Access opens everything in practice/)).toBeVisible();
  await expectMail(page, [/refund/i]);
});

test("dispute: access is paused, calmly said; decided for us, it is back", async ({ page }) => {
  await buy(page, "one-time", "4000000000000259");
  await expect(async () => {
    await openBilling(page);
    await expect(page.getByRole("heading", { name: "Your access is paused" })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await shoot(page, "dispute-1-paused");
  const { payment_intent } = await lastSession(page);
  const disputes = await page.request.get(`${STRIPE}/v1/disputes?payment_intent=${payment_intent}`, { headers: KEY });
  const [dispute] = ((await disputes.json()) as { data: { id: string }[] }).data;
  await control(page, `/disputes/${dispute?.id}`, { status: "won" });
  await expect(async () => {
    await openBilling(page);
    await expect(page.getByRole("heading", { name: "Lifetime access", exact: true })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await shoot(page, "dispute-2-won");
});

const KEY = { Authorization: "Bearer sk_test_journey" };
let email = "";

async function buy(page: Page, plan: "weekly" | "one-time", card?: string): Promise<void> {
  email = await signInAsSomebodyNew(page);
  await buyAsSignedIn(page, plan, card);
}

async function buyAsSignedIn(page: Page, plan: "weekly" | "one-time", card?: string): Promise<void> {
  await page.goto("/subscription");
  await page.getByRole("button", { name: plan === "weekly" ? "Get weekly access" : "Get lifetime access" }).click();
  await payAtStripe(page, card);
  await page.waitForURL(/\/subscription\/success/);
}

async function openBilling(page: Page): Promise<void> {
  await page.goto("/account/billing");
  await expect(page.getByText(/^(Loading|Fetching)/)).toHaveCount(0);
}

/** At the local Stripe; here too, half a second later. Whoever was away for a week signs in again. */
async function letPass(page: Page, seconds: number): Promise<void> {
  await control(page, "/clock/advance", { seconds });
  await expect(async () => {
    const answer = await page.request.get(`${STRIPE}/_sandbox/deliveries`);
    expect(((await answer.json()) as { pending: number }).pending).toBe(0);
  }).toPass();
  await expect(async () => {
    const signedIn = await page.request.post("/api/session", { data: { email, password: PASSWORD } });
    expect(signedIn.ok()).toBe(true);
    expect((await page.request.get("/api/account/export")).ok()).toBe(true);
  }).toPass();
}

async function control(page: Page, path: string, data: object): Promise<void> {
  const answer = await page.request.post(`${STRIPE}/_sandbox${path}`, { data });
  expect(answer.ok(), await answer.text()).toBe(true);
}

async function atStripe(page: Page, path: string, form: Record<string, string>): Promise<void> {
  const answer = await page.request.post(`${STRIPE}${path}`, { form, headers: KEY });
  expect(answer.ok(), await answer.text()).toBe(true);
}

async function lastSession(page: Page): Promise<{ payment_intent: string }> {
  const answer = await page.request.get(`${STRIPE}/v1/checkout/sessions?limit=1`, { headers: KEY });
  const { data } = (await answer.json()) as { data: { payment_intent: string }[] };
  if (data[0] === undefined) throw new Error("no session was made");
  return data[0];
}

/** The outbox shows what would have been sent. */
async function expectMail(page: Page, subjects: (string | RegExp)[]): Promise<void> {
  await expect(async () => {
    const answer = await page.request.get("/api/outbox");
    const { mails } = (await answer.json()) as { mails: { to: string; subject: string; html: string | null }[] };
    const mine = mails.filter(({ to, html }) => to === email && html !== null).map((mail) => mail.subject);
    for (const subject of subjects) {
      expect(mine.some((each) => (typeof subject === "string" ? each.includes(subject) : subject.test(each)))).toBe(
        true,
      );
    }
  }).toPass();
}

/** For whoever looks after the look: each step at desk and phone width. */
async function shoot(page: Page, name: string): Promise<void> {
  for (const [width, height] of [
    [1280, 900],
    [360, 740],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: `test-results/life/${name}-${width}.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}
