import type Stripe from "stripe";
import { STRIPE_API_VERSION } from "./stripe.ts";
import { HANDLED_TYPES } from "./webhooks/handled-types.ts";

const PRODUCT_ID = "lsat_training_access";
const CENTS = { weekly: 1_900, oneTime: 24_900 };

export type StripeSetUp = Readonly<{
  weeklyPriceId: string;
  oneTimePriceId: string;
  endpointId: string;
  /** Stripe tells the signing secret only when it makes the endpoint: null when it was there already. */
  webhookSecret: string | null;
}>;

/**
 * Makes what the platform needs in a Stripe account: product, both prices, webhook endpoint. Run twice it changes
 * nothing: prices are found by their lookup keys, the endpoint by its address.
 */
export async function setUpStripe(stripe: Stripe, publicUrl: string): Promise<StripeSetUp> {
  await ensureProduct(stripe);
  const weeklyPriceId = await ensurePrice(stripe, "lsat_weekly", CENTS.weekly, { interval: "week" });
  const oneTimePriceId = await ensurePrice(stripe, "lsat_one_time", CENTS.oneTime);
  const { id: endpointId, secret } = await ensureEndpoint(stripe, `${publicUrl}/api/webhooks/stripe`);
  return { weeklyPriceId, oneTimePriceId, endpointId, webhookSecret: secret ?? null };
}

async function ensureProduct(stripe: Stripe): Promise<void> {
  const products = await stripe.products.list({ ids: [PRODUCT_ID], limit: 1 });
  if (products.data.length === 0) await stripe.products.create({ id: PRODUCT_ID, name: "LSAT training access" });
}

async function ensurePrice(
  stripe: Stripe,
  lookupKey: string,
  unitAmount: number,
  recurring?: Stripe.PriceCreateParams.Recurring,
): Promise<string> {
  const found = await stripe.prices.list({ lookup_keys: [lookupKey], active: true, limit: 1 });
  if (found.data[0] !== undefined) return found.data[0].id;
  const price = await stripe.prices.create({
    product: PRODUCT_ID,
    currency: "usd",
    unit_amount: unitAmount,
    lookup_key: lookupKey,
    ...(recurring === undefined ? {} : { recurring }),
  });
  return price.id;
}

async function ensureEndpoint(stripe: Stripe, url: string): Promise<Stripe.WebhookEndpoint> {
  const endpoints = await stripe.webhookEndpoints.list({ limit: 100 });
  const found = endpoints.data.find((endpoint) => endpoint.url === url && endpoint.status === "enabled");
  return (
    found ??
    (await stripe.webhookEndpoints.create({
      url,
      enabled_events: [...HANDLED_TYPES],
      api_version: STRIPE_API_VERSION,
    }))
  );
}
