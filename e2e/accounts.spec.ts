import { expect, newEmail, PASSWORD, signInAsSomebodyNew, test } from "./journey.ts";

test("a form keeps what was typed, says what is wrong beside the field, and moves there", async ({ page }) => {
  await page.goto("/sign-up");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByLabel("E-mail")).toBeFocused();
  await expect(page.getByLabel("E-mail")).toHaveAccessibleDescription("Enter your e-mail address.");

  await page.getByLabel("E-mail").fill("ada@example.com");
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Password", { exact: true })).toBeFocused();
  await expect(page.getByLabel("E-mail")).toHaveValue("ada@example.com");

  await page.getByRole("button", { name: "Show password" }).click();
  await expect(page.getByLabel("Password", { exact: true })).toHaveAttribute("type", "text");
});

test("sign-up with an e-mail that has an account tells a stranger nothing", async ({ page, browser, baseURL }) => {
  const email = await signInAsSomebodyNew(page);
  const stranger = await browser.newPage({ baseURL: baseURL ?? "" });
  await stranger.goto("/sign-up");
  await stranger.getByLabel("E-mail").fill(email);
  await stranger.getByLabel("Password", { exact: true }).fill("another password");
  await stranger.getByRole("button", { name: "Create account" }).click();
  await expect(stranger.getByText("If this e-mail already has an account, we sent it a mail.")).toBeVisible();
  await stranger.close();
});

test("sign-in leads only to paths of this site", async ({ page }) => {
  await signInAsSomebodyNew(page);
  await page.goto("/sign-in?next=//evil.example/steal");
  await expect(page).toHaveURL(/\/practice$/);
});

test("a wrong password is said beside the field", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(newEmail());
  await page.getByLabel("Password", { exact: true }).fill("not this one");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByLabel("Password", { exact: true })).toHaveAccessibleDescription(/do not match/);
  await expect(page.getByLabel("Password", { exact: true })).toBeFocused();
});

test("password, e-mail and the account itself can be changed and removed", async ({ page }) => {
  const email = await signInAsSomebodyNew(page);
  await page.goto("/account");

  await page.getByLabel("Current password").fill("not this one");
  await page.getByLabel("New password").fill("another horse battery");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByLabel("Current password")).toBeFocused();
  await page.getByLabel("Current password").fill(PASSWORD);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Your password is changed")).toBeVisible();

  const changeEmail = page.getByRole("region", { name: "Change e-mail" });
  await changeEmail.getByLabel("New e-mail").fill(`new-${email}`);
  await changeEmail.getByLabel("Password", { exact: true }).fill("another horse battery");
  await changeEmail.getByRole("button", { name: "Change e-mail" }).click();
  await expect(page.getByText("Check your mail")).toBeVisible();

  await page.goto("/outbox");
  const mail = page.getByRole("article").filter({ hasText: `To new-${email}` });
  await mail.getByRole("link").click();
  await page.getByRole("button", { name: "Use this e-mail from now on" }).click();
  await page.getByRole("link", { name: "Go to your account" }).click();
  await expect(page.getByText(`new-${email}`)).toBeVisible();

  await page.getByRole("button", { name: "Delete account" }).click();
  const deletion = page.getByRole("region", { name: "Delete your account" });
  await deletion.getByLabel("Password", { exact: true }).fill("another horse battery");
  await deletion.getByRole("button", { name: "Delete my account for good" }).click();
  await expect(page.getByRole("heading", { name: "Your account is deleted" })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Sign in" })).toBeVisible();
});

test("a forgotten password is set anew from the mail", async ({ page }) => {
  const email = await signInAsSomebodyNew(page);
  await page.goto("/account");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Sign in" })).toBeVisible();

  await page.goto("/forgot-password");
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByText("Check your mail")).toBeVisible();

  await page.goto("/outbox");
  const mail = page
    .getByRole("article")
    .filter({ hasText: `To ${email}` })
    .filter({ hasText: "/reset-password?token=" });
  await mail.getByRole("link").click();
  await page.getByLabel("New password").fill("a whole new password");
  await page.getByRole("button", { name: "Save the new password" }).click();
  await expect(page.getByText("Your password is changed")).toBeVisible();

  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("a whole new password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/practice$/);
});
