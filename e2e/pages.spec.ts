import { AxeBuilder } from "@axe-core/playwright";
import { expect, signInAsSomebodyNew, test } from "./journey.ts";

const PUBLIC = [
  "/",
  "/subscription?canceled=true",
  "/sign-in",
  "/sign-up",
  "/forgot-password",
  "/docs/api",
  "/nowhere",
];
const MAILED = ["/reset-password?token=0123456789012345", "/confirm-email?token=0123456789012345"];
const SIGNED_IN = ["/account", "/practice", "/subscription", "/subscription/success?session_id=cs_test_x", "/outbox"];

for (const theme of ["paper", "sepia", "dark", "contrast"]) {
  test(`axe finds nothing in the theme "${theme}", and no page is wider than a phone`, async ({ page }) => {
    test.slow();
    await page.addInitScript((name) => localStorage.setItem("theme", name), theme);
    await page.setViewportSize({ width: 360, height: 740 });
    for (const path of [...PUBLIC, ...MAILED]) await examine(path);
    await signInAsSomebodyNew(page);
    for (const path of SIGNED_IN) await examine(path);

    async function examine(path: string) {
      await page.goto(path);
      await page.waitForLoadState("networkidle");
      await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
      // The quiet wait is over, so its appearing text is not measured half transparent.
      await expect(page.locator(".loading")).toHaveCount(0);
      const { violations, passes } = await new AxeBuilder({ page }).analyze();
      expect(passes.length, `axe looked at ${path}`).toBeGreaterThan(10);
      expect(violations.map(({ id, nodes }) => [path, id, nodes.map(({ html }) => html)])).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(360);
    }
  });
}

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("public pages are all there", async ({ page }) => {
    await page.goto("/");
    await expect(page.getByText(/^You pay \$\d+ once\. It never renews\.$/)).toBeVisible();
    await page.getByRole("link", { name: "See the plans" }).click();
    await expect(page.getByRole("link", { name: "Get weekly access" })).toBeVisible();
    await page.goto("/subscription?canceled=true");
    await expect(page.getByText("You left the checkout. Nothing was charged.")).toBeVisible();
    await page.goto("/docs/api");
    await expect(page.getByText("/api/webhooks/stripe", { exact: true }).last()).toBeVisible();
    await page.goto("/sign-in");
    // Locators skip what stands in a noscript element.
    expect(await page.getByRole("main").innerText()).toContain("This form needs JavaScript.");
  });
});

test("the theme is remembered and stands before the first paint", async ({ page }) => {
  await page.goto("/");
  await page.getByLabel("Theme").selectOption("sepia");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "sepia");
  await page.goto("/docs/api");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "sepia");
  await expect(page.getByLabel("Theme")).toHaveValue("sepia");
});

test("by keyboard alone: skip link, then the page", async ({ page }) => {
  await page.goto("/subscription");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Get weekly access" })).toBeFocused();
});

test("the API reference sends the documented call and shows the answer", async ({ page }) => {
  await page.goto("/docs/api");
  await page.getByRole("button", { name: "Send" }).click();
  const outcome = page.getByTestId("outcome");
  await expect(outcome).toHaveText(/^Status 200\{"sessionId":"cs_test_[A-Za-z0-9]+"\}$/);
  await page.getByLabel("planId").selectOption("yearly");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(outcome).toHaveText('Status 400{"error":"Unknown planId"}');
});

test("test mode is said on every page", async ({ page }) => {
  for (const path of [...PUBLIC, "/account", "/practice", "/outbox"]) {
    await page.goto(path);
    await expect(page.getByText("Test mode: no real money")).toBeVisible();
  }
});

test("on a slow machine, pages take over what the server painted even when answers come first", async ({ page }) => {
  test.slow();
  await signInAsSomebodyNew(page);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 20 });
  for (let time = 0; time < 4; time++) {
    for (const path of ["/subscription", "/"]) {
      await page.goto(path);
      await expect(page.getByRole("link", { name: "Account" })).toBeVisible();
    }
  }
});
