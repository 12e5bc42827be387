import type Stripe from "stripe";
import type { PlanId } from "../contract/index.ts";
import { ensureEndpoint } from "./operate/ensure-endpoint.ts";
import { ensurePortal } from "./operate/ensure-portal.ts";
import { ensurePrice, ensureProduct } from "./operate/ensure-price.ts";

/** What the two plans cost where nobody says otherwise, in the currency's smallest unit. */
const USUAL = { weeklyAmount: 1_900, lifetimeAmount: 24_900, currency: "usd" } as const;

export type StripeSetUpOptions = Readonly<{
  /** Amounts and currency are of consequence only for a price that has to be made. */
  weeklyAmount?: number | undefined;
  lifetimeAmount?: number | undefined;
  currency?: string | undefined;
  /** False where Stripe could not reach the address anyway: no webhook endpoint is made. */
  withEndpoint?: boolean;
  /** Hears of each step. */
  progress?: (line: string) => void;
}>;

export type StripeSetUp = Readonly<{
  weeklyPriceId: string;
  oneTimePriceId: string;
  /** Empty when none was to be made. */
  endpointId: string;
  /** Stripe tells the signing secret only when it makes the endpoint: null when it was there already. */
  webhookSecret: string | null;
  /** What Stripe lets nobody change by the API, or what differs from what was asked for: the operator has to know. */
  notes: readonly string[];
}>;

/**
 * Makes what the platform needs in a Stripe account: product, both prices, webhook endpoint, customer portal. Run twice
 * it changes nothing: prices are found by their lookup keys, the endpoint by its address.
 */
export async function setUpStripe(
  stripe: Stripe,
  publicUrl: string,
  options: StripeSetUpOptions = {},
): Promise<StripeSetUp> {
  const { weeklyAmount, lifetimeAmount, currency, withEndpoint = true, progress = () => {} } = options;
  const notes: string[] = [];
  const steps = { stripe, progress, note: (line: string) => void notes.push(line) };
  await ensureProduct(steps);
  const price = (plan: PlanId, amount: number | undefined, usual: number) =>
    ensurePrice(steps, { plan, asked: { amount, currency }, usual: { amount: usual, currency: USUAL.currency } });
  const weeklyPriceId = await price("weekly", weeklyAmount, USUAL.weeklyAmount);
  const oneTimePriceId = await price("one-time", lifetimeAmount, USUAL.lifetimeAmount);
  const endpoint = withEndpoint ? await ensureEndpoint(steps, publicUrl) : null;
  await ensurePortal(steps);
  return {
    weeklyPriceId,
    oneTimePriceId,
    endpointId: endpoint?.id ?? "",
    webhookSecret: endpoint?.secret ?? null,
    notes,
  };
}
