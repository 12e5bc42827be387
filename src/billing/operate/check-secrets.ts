import type { StripeCheck } from "./stripe-check.ts";

const FIND = "Copy it from the Dashboard: Developers > Webhooks > the endpoint > Signing secret.";

/** The form of STRIPE_WEBHOOK_SECRET. Stripe tells nobody whether a secret is an endpoint's: only an event shows it. */
export function checkSecrets(given: string | undefined): StripeCheck[] {
  const row = { check: "webhook secret" };
  if (given === undefined || given.trim() === "") return [{ ...row, state: "FAIL", found: "not set", mend: FIND }];
  const secrets = given.split(",").map((secret) => secret.trim());
  if (secrets.some((secret) => !/^whsec_\w+$/.test(secret))) {
    return [{ ...row, state: "FAIL", found: "not of the form whsec_...", mend: FIND }];
  }
  if (secrets.length === 1) return [{ ...row, state: "ok", found: "one, well formed", mend: "" }];
  const mend = "Right while a secret is being replaced. Remove the old one once Stripe has expired it.";
  return [{ ...row, state: "warn", found: `${secrets.length} secrets`, mend }];
}
