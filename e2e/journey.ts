import { test as base, expect, type Page } from "@playwright/test";

export { expect };

/** A journey fails on anything a browser complains about: script errors, broken hydration, a breach of the policy. */
export const test = base.extend<{ quiet: undefined }>({
  quiet: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("console", (message) => {
        // A call that was refused (401, 403 ...) or cut off is logged by the browser itself and is no mistake of a page.
        const refused = /^Failed to load resource: (the server responded with a status of 4|net::ERR_FAILED)/.test(
          message.text(),
        );
        if (["error", "warning"].includes(message.type()) && !refused) complaints.push(message.text());
      });
      await use(undefined);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

export const PASSWORD = "correct horse battery";

/** Signs the page's browser in with an account of its own, past the forms. */
export async function signInAsSomebodyNew(page: Page): Promise<string> {
  const email = newEmail();
  const signedUp = await page.request.post("/api/accounts", {
    data: { email, password: PASSWORD, name: "Ada Lovelace" },
  });
  expect(signedUp.status()).toBe(202);
  const signedIn = await page.request.post("/api/session", { data: { email, password: PASSWORD } });
  expect(signedIn.ok()).toBe(true);
  return email;
}

export function newEmail(): string {
  return `ada-${Date.now()}-${Math.random().toString(36).slice(2)}@example.com`;
}

/** Pays on the sandbox's own page, like a person with a test card. */
export async function payAtStripe(page: Page, card = "4242424242424242"): Promise<void> {
  await page.getByLabel(/card number/i).fill(card);
  await page.getByLabel(/expiry/i).fill("12/34");
  await page.getByLabel(/cvc/i).fill("123");
  const email = page.getByLabel(/^email$/i);
  if ((await email.count()) > 0 && (await email.inputValue()) === "") await email.fill("ada@example.com");
  const name = page.getByLabel(/name on card/i);
  if ((await name.count()) > 0) await name.fill("Ada Lovelace");
  await page.getByRole("button", { name: /^(pay|subscribe)/i }).click();
}
