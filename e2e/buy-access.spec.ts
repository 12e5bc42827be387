import { expect, newEmail, PASSWORD, payAtStripe, signInAsSomebodyNew, test } from "./journey.ts";

test("a visitor chooses a plan, signs up, pays, and has access without a reload", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("link", { name: "See the plans" }).click();
  await page.getByRole("link", { name: "Get weekly access" }).click();

  await expect(page.getByRole("heading", { name: "Create an account" })).toBeFocused();
  await page.getByLabel("E-mail").fill(newEmail());
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.keyboard.press("Enter");

  await expect(page).toHaveURL(/\/subscription\?plan=weekly$/);
  await expect(page.getByText(/^You pay \$\d+ today, then \$\d+ each week until you cancel\.$/)).toBeVisible();
  await page.getByRole("button", { name: "Get weekly access" }).click();
  await payAtStripe(page);

  await page.waitForURL(/\/subscription\/success\?session_id=cs_test_/);
  await expect(page.getByRole("heading", { name: "You have access" })).toBeVisible({ timeout: 20_000 });
  await page.getByRole("link", { name: "Start practicing" }).click();
  await expect(page.getByText("You have access.")).toBeVisible();

  await page.getByRole("link", { name: "Plans" }).click();
  await expect(page.getByText("This is your plan now.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Get lifetime access" })).toBeVisible();
});

test("lifetime access is bought once and never offered again", async ({ page }) => {
  await signInAsSomebodyNew(page);
  await page.goto("/subscription");
  await page.getByRole("button", { name: "Get lifetime access" }).click();
  await payAtStripe(page);

  await expect(page.getByRole("heading", { name: "You have access" })).toBeVisible({ timeout: 20_000 });
  await page.getByRole("link", { name: "Plans" }).click();
  await expect(page.getByText("This is yours already.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Get/ })).toHaveCount(0);
});

test("whoever turns back from the payment page is told that nothing was charged", async ({ page }) => {
  await signInAsSomebodyNew(page);
  await page.goto("/subscription");
  await page.getByRole("button", { name: "Get weekly access" }).click();
  await page
    .getByRole("link", { name: "Back" })
    .or(page.getByRole("button", { name: "Back" }))
    .click();

  await expect(page).toHaveURL(/\/subscription\?canceled=true$/);
  await expect(page.getByText("You left the checkout. Nothing was charged.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Get weekly access" })).toBeEnabled();
});

test("a declined card is said on the payment page; turning back costs nothing, and another card opens practice", async ({
  page,
}) => {
  await signInAsSomebodyNew(page);
  await page.goto("/subscription");
  await page.getByRole("button", { name: "Get weekly access" }).click();
  await payAtStripe(page, "4000000000000002");
  await expect(page.getByRole("alert")).toContainText(/declined/i);

  await page.getByRole("link", { name: "Back" }).click();
  await expect(page.getByText("You left the checkout. Nothing was charged.")).toBeVisible();
  await page.goto("/practice");
  await expect(page.getByText(/^Access opens everything in practice/)).toBeVisible();

  await page.goto("/subscription");
  await page.getByRole("button", { name: "Get weekly access" }).click();
  await payAtStripe(page);
  await expect(page.getByRole("heading", { name: "You have access" })).toBeVisible({ timeout: 20_000 });
});

test("a card that asks its owner to confirm opens access once confirmed", async ({ page }) => {
  await signInAsSomebodyNew(page);
  await page.goto("/subscription");
  await page.getByRole("button", { name: "Get lifetime access" }).click();
  await payAtStripe(page, "4000002500003155");
  await page.getByRole("button", { name: "Complete authentication" }).click();
  await expect(page.getByRole("heading", { name: "You have access" })).toBeVisible({ timeout: 20_000 });
  await page.getByRole("link", { name: "Start practicing" }).click();
  await expect(page.getByText("You have access.")).toBeVisible();
});

test("a subscriber cancels in one click, keeps the paid week, and resumes in one click", async ({ page }) => {
  await signInAsSomebodyNew(page);
  await page.goto("/subscription");
  await page.getByRole("button", { name: "Get weekly access" }).click();
  await payAtStripe(page);
  await expect(page.getByRole("heading", { name: "You have access" })).toBeVisible({ timeout: 20_000 });

  await page.goto("/account");
  await page.getByRole("button", { name: "Cancel the subscription" }).click();
  await expect(page.getByText(/It is canceled, so it does not renew\./)).toBeVisible();
  await page.getByRole("button", { name: "Resume the subscription" }).click();
  await expect(page.getByText(/It renews then, until you cancel\./)).toBeVisible();
});

test("a failing payment page says what is safe, and the next try works", async ({ page }) => {
  await signInAsSomebodyNew(page);
  await page.route("**/api/create-checkout-session", (route) => route.abort(), { times: 1 });
  await page.goto("/subscription");
  await page.getByRole("button", { name: "Get weekly access" }).click();
  await expect(page.getByText(/could not reach the server.*Nothing was charged/)).toBeVisible();
  await page.getByRole("button", { name: "Get weekly access" }).click();
  await expect(page.getByLabel(/card number/i)).toBeVisible();
});

test("somebody else's payment is not shown", async ({ page }) => {
  await signInAsSomebodyNew(page);
  await page.goto("/subscription/success?session_id=cs_test_ofSomebodyElse");
  await expect(page.getByText("This payment belongs to another account, or does not exist.")).toBeVisible();
});

test("signed out, the payment page asks to sign in and comes back", async ({ page }) => {
  await page.goto("/subscription/success?session_id=cs_test_mine");
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fsubscription%2Fsuccess%3Fsession_id%3Dcs_test_mine$/);
});

test("practice is behind access, and says what access gives", async ({ page }) => {
  await signInAsSomebodyNew(page);
  await page.goto("/practice");
  await expect(page.getByText(/^Access opens everything in practice/)).toBeVisible();
  await page.getByRole("link", { name: "See the plans" }).click();
  await expect(page).toHaveURL(/\/subscription$/);
});
