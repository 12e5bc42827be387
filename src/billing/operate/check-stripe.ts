import Stripe from "stripe";
import { checkEndpoint } from "./check-endpoint.ts";
import { checkPortal } from "./check-portal.ts";
import { checkPrices } from "./check-prices.ts";
import { checkSecrets } from "./check-secrets.ts";
import { isLoopback } from "./find-endpoint.ts";
import { readDeliveries } from "./read-deliveries.ts";
import type { CheckedSettings, StripeCheck } from "./stripe-check.ts";

/**
 * Looks at everything at Stripe and in the environment that purchases depend on. Changes nothing.
 * Rejects when Stripe can't be reached: then nothing can be said.
 */
export async function checkStripe(stripe: Stripe, settings: CheckedSettings, now: () => Date): Promise<StripeCheck[]> {
  const key = await checkKey(stripe, settings, now);
  const publicUrl = checkPublicUrl(settings);
  if (key.some(({ check, state }) => check === "key" && state === "FAIL"))
    return [...key, checkSecrets(settings.webhookSecrets, null), publicUrl];
  return [
    ...key,
    ...(await whenAllowed("prices", () => checkPrices(stripe, settings))),
    ...(await whenAllowed("webhook endpoint", () => checkEndpoint(stripe, settings))),
    ...(await whenAllowed("customer portal", () => checkPortal(stripe))),
    ...(await checkSecretsByEvents(stripe, settings, now())),
    publicUrl,
  ];
}

/** A key that may not read events is a fault of its own: the jobs read them too. The secret's form is told anyhow. */
async function checkSecretsByEvents(stripe: Stripe, settings: CheckedSettings, now: Date): Promise<StripeCheck[]> {
  try {
    const deliveries = await readDeliveries(stripe, settings.publicUrl, now);
    return [checkSecrets(settings.webhookSecrets, deliveries)];
  } catch (error) {
    return [refusedOrThrow("events", error), checkSecrets(settings.webhookSecrets, null)];
  }
}

/** The key and, from the same answer, the clock. */
async function checkKey(stripe: Stripe, { livemode }: CheckedSettings, now: () => Date): Promise<StripeCheck[]> {
  const mode = livemode ? "live mode" : "test mode";
  try {
    const { lastResponse } = await stripe.prices.list({ limit: 1 });
    const key: StripeCheck = { check: "key", state: "ok", found: `works, ${mode}`, mend: "" };
    return [key, checkClock(lastResponse.headers.date, now())];
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeAuthenticationError)) return [refusedOrThrow("key", error)];
    const mend = "Copy the secret key from the Dashboard (Developers > API keys) to STRIPE_SECRET_KEY.";
    return [{ check: "key", state: "FAIL", found: `Stripe does not take it (${mode})`, mend }];
  }
}

/** A signed webhook counts for 300 s, and the clocks must agree within that. */
function checkClock(date: string | undefined, now: Date): StripeCheck {
  const theirs = Date.parse(date ?? "");
  if (Number.isNaN(theirs)) return { check: "clock", state: "warn", found: "Stripe gave no time to compare", mend: "" };
  const seconds = Math.round(Math.abs(now.getTime() - theirs) / 1000);
  const state = seconds > 240 ? "FAIL" : seconds > 30 ? "warn" : "ok";
  const found = state === "ok" ? "agrees with Stripe's" : `${seconds} s ${now.getTime() < theirs ? "behind" : "ahead"}`;
  const mend = state === "ok" ? "" : "Set this machine's clock (NTP): webhooks signed 300 s away are refused.";
  return { check: "clock", state, found, mend };
}

function checkPublicUrl({ publicUrl, livemode, isDouble }: CheckedSettings): StripeCheck {
  const row = { check: "PUBLIC_URL", found: publicUrl };
  if (livemode && !publicUrl.startsWith("https://")) {
    return { ...row, state: "FAIL", mend: "Set PUBLIC_URL to the https:// address: live payments need it." };
  }
  if (!isDouble && isLoopback(publicUrl)) {
    const mend = "Stripe can't call this machine: forward its events with `stripe listen`, or set PUBLIC_URL.";
    return { ...row, state: "warn", mend };
  }
  return { ...row, state: "ok", mend: "" };
}

async function whenAllowed(check: string, look: () => Promise<StripeCheck[]>): Promise<StripeCheck[]> {
  try {
    return await look();
  } catch (error) {
    return [refusedOrThrow(check, error)];
  }
}

/** A restricted key may lack a permission; every other failure leaves nothing to say. */
function refusedOrThrow(check: string, error: unknown): StripeCheck {
  if (!(error instanceof Stripe.errors.StripePermissionError)) throw error;
  const mend = "Give the restricted key this permission in the Dashboard, or use a secret key.";
  return { check, state: "FAIL", found: "the key may not read it", mend };
}
