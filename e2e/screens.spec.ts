import { expect, payAtStripe, signInAsSomebodyNew, test } from "./journey.ts";

/** Pictures for whoever looks after the look: test-results/screens, each page at phone and desk width. */
const SIZES = { 360: 740, 1280: 900 } as const;
const THEMES = ["paper", "dark"] as const;
const PUBLIC = {
  home: "/",
  subscription: "/subscription",
  canceled: "/subscription?canceled=true",
  "sign-up": "/sign-up",
  api: "/docs/api",
};
const PERSONAL = { practice: "/practice", account: "/account", plans: "/subscription" };

for (const [width, height] of Object.entries(SIZES)) {
  test(`pictures at ${width} px`, async ({ page }) => {
    test.setTimeout(120_000);
    await page.setViewportSize({ width: Number(width), height });
    const shoot = async (name: string, path: string) => {
      for (const theme of THEMES) {
        await page.goto(path);
        await page.evaluate((value) => localStorage.setItem("theme", value), theme);
        await page.reload();
        await expect(page.getByRole("main")).toBeVisible();
        await expect(page.getByText(/^Loading/)).toHaveCount(0);
        await page.screenshot({ path: `test-results/screens/${name}-${theme}-${width}.png`, fullPage: true });
      }
    };
    for (const [name, path] of Object.entries(PUBLIC)) await shoot(name, path);
    await signInAsSomebodyNew(page);
    for (const [name, path] of Object.entries(PERSONAL)) await shoot(`${name}-without-access`, path);
    await page.goto("/subscription");
    await page.getByRole("button", { name: "Get weekly access" }).click();
    await expect(page.getByLabel(/card number/i)).toBeVisible();
    await page.screenshot({ path: `test-results/screens/stripe-sandbox-${width}.png`, fullPage: true });
    await payAtStripe(page);
    await expect(page.getByRole("heading", { name: "You have access" })).toBeVisible({ timeout: 20_000 });
    await page.screenshot({ path: `test-results/screens/success-${width}.png`, fullPage: true });
    for (const [name, path] of Object.entries(PERSONAL)) await shoot(`${name}-with-access`, path);
  });
}
