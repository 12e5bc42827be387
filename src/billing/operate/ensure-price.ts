import type Stripe from "stripe";
import type { Money, PlanId } from "../../contract/index.ts";
import { formatMoney } from "../mails/format-for-mail.ts";
import type { SetUpSteps } from "./set-up-steps.ts";

const PRODUCT_ID = "lsat_training_access";
const PLANS = {
  weekly: { lookupKey: "lsat_weekly", variable: "STRIPE_WEEKLY_PRICE_ID", recurring: { interval: "week" } },
  "one-time": { lookupKey: "lsat_one_time", variable: "STRIPE_ONE_TIME_PRICE_ID", recurring: null },
} as const;

/** The product that both prices are of. */
export async function ensureProduct({ stripe, progress }: SetUpSteps): Promise<void> {
  const products = await stripe.products.list({ ids: [PRODUCT_ID], limit: 1 });
  const found = products.data.length > 0;
  if (!found) await stripe.products.create({ id: PRODUCT_ID, name: "LSAT training access" });
  progress(`${found ? "Found" : "Made"} product ${PRODUCT_ID}`);
}

export type WantedPrice = Readonly<{
  plan: PlanId;
  /** What the operator asked for; what is undefined was left to us. */
  asked: Readonly<{ amount: number | undefined; currency: string | undefined }>;
  usual: Money;
}>;

/** The id of the plan's price: the active one with its lookup key, or a new one. */
export async function ensurePrice({ stripe, progress, note }: SetUpSteps, wanted: WantedPrice): Promise<string> {
  const { lookupKey, recurring } = PLANS[wanted.plan];
  const found = await stripe.prices.list({ lookup_keys: [lookupKey], active: true, limit: 1 });
  const [price] = found.data;
  if (price !== undefined) {
    progress(`Found price ${price.id} (${lookupKey}): ${amountOf(price)}`);
    if (differs(price, wanted)) note(explainDifference(price, wanted));
    return price.id;
  }
  const made = await stripe.prices.create({
    product: PRODUCT_ID,
    currency: wanted.asked.currency ?? wanted.usual.currency,
    unit_amount: wanted.asked.amount ?? wanted.usual.amount,
    lookup_key: lookupKey,
    // A price that was archived may still hold the key.
    transfer_lookup_key: true,
    ...(recurring === null ? {} : { recurring }),
  });
  progress(`Made price ${made.id} (${lookupKey}): ${amountOf(made)}`);
  return made.id;
}

function differs(price: Stripe.Price, { asked }: WantedPrice): boolean {
  const { amount = price.unit_amount, currency = price.currency } = asked;
  return price.unit_amount !== amount || price.currency !== currency;
}

function explainDifference(price: Stripe.Price, { plan, asked }: WantedPrice): string {
  const { variable } = PLANS[plan];
  const currency = asked.currency ?? price.currency;
  const wanted = formatMoney({ amount: asked.amount ?? price.unit_amount ?? 0, currency });
  return (
    `Price ${price.id} is ${amountOf(price)}, not ${wanted} ${currency.toUpperCase()}: the amount of a price can't be ` +
    `changed at Stripe. To sell at another one, make a new price in the Dashboard, set ${variable} to it, and add ` +
    `${price.id}=${plan} to STRIPE_RETIRED_PRICE_IDS so that what was bought keeps counting.`
  );
}

function amountOf({ unit_amount, currency }: Stripe.Price): string {
  if (unit_amount === null) return `an amount that is no single number, ${currency.toUpperCase()}`;
  return `${formatMoney({ amount: unit_amount, currency })} ${currency.toUpperCase()}`;
}
