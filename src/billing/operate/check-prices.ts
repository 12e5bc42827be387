import Stripe from "stripe";
import { formatMoney } from "../mails/format-for-mail.ts";
import type { CheckedSettings, StripeCheck } from "./stripe-check.ts";

const SET_UP = "Run `npm run cli -- stripe:setup` for the id.";

/** Whether both plans can be sold: their prices exist, are active, of the right kind, mode and one currency. */
export async function checkPrices(stripe: Stripe, settings: CheckedSettings): Promise<StripeCheck[]> {
  const { livemode, weeklyPriceId, oneTimePriceId, retiredPriceIds } = settings;
  const weekly = await findPrice(stripe, weeklyPriceId);
  const lifetime = await findPrice(stripe, oneTimePriceId);
  return [
    judge("weekly price", "STRIPE_WEEKLY_PRICE_ID", weekly, (price) => [
      ...whatIsWrong(price, livemode),
      ...(isWeekly(price) ? [] : ["not recurring every week"]),
    ]),
    judge("lifetime price", "STRIPE_ONE_TIME_PRICE_ID", lifetime, (price) => [
      ...whatIsWrong(price, livemode),
      ...(price.type === "one_time" ? [] : ["recurring, though it is sold once"]),
      ...(isPrice(weekly) && weekly.currency !== price.currency ? [`not in ${weekly.currency.toUpperCase()}`] : []),
    ]),
    ...(await checkRetired(stripe, retiredPriceIds)),
  ];
}

type Found = Stripe.Price | "not set" | "unknown";

async function findPrice(stripe: Stripe, id: string | undefined): Promise<Found> {
  if (id === undefined || id === "") return "not set";
  try {
    return await stripe.prices.retrieve(id);
  } catch (error) {
    const missing = error instanceof Stripe.errors.StripeInvalidRequestError && error.code === "resource_missing";
    if (missing) return "unknown";
    throw error;
  }
}

function judge(
  check: string,
  variable: string,
  price: Found,
  complain: (price: Stripe.Price) => string[],
): StripeCheck {
  if (price === "not set") return { check, state: "FAIL", found: `${variable} is not set`, mend: SET_UP };
  if (price === "unknown") {
    const mend = `It is of another account or of the other mode (test, live). ${SET_UP}`;
    return { check, state: "FAIL", found: "Stripe does not know it", mend };
  }
  const wrong = complain(price);
  const amount = formatMoney({ amount: price.unit_amount ?? 0, currency: price.currency });
  if (wrong.length === 0) return { check, state: "ok", found: `${price.id}, ${amount}`, mend: "" };
  return { check, state: "FAIL", found: `${price.id}: ${wrong.join(", ")}`, mend: `Set ${variable} to another price.` };
}

function whatIsWrong(price: Stripe.Price, livemode: boolean): string[] {
  return [
    ...(price.active ? [] : ["archived"]),
    ...(price.livemode === livemode ? [] : [`of ${price.livemode ? "live" : "test"} mode`]),
    ...(price.unit_amount === null ? ["without one fixed amount"] : []),
  ];
}

function isWeekly({ recurring }: Stripe.Price): boolean {
  return recurring?.interval === "week" && recurring.interval_count === 1;
}

function isPrice(found: Found): found is Stripe.Price {
  return typeof found !== "string";
}

/** They are only compared with: one that Stripe does not know costs nothing, but somebody's access may hang on it. */
async function checkRetired(stripe: Stripe, ids: readonly string[]): Promise<StripeCheck[]> {
  const unknown: string[] = [];
  for (const id of ids) if ((await findPrice(stripe, id)) === "unknown") unknown.push(id);
  if (ids.length === 0) return [];
  const check = "retired prices";
  if (unknown.length === 0) return [{ check, state: "ok", found: `all ${ids.length} known`, mend: "" }];
  const mend = "Correct STRIPE_RETIRED_PRICE_IDS.";
  return [{ check, state: "warn", found: `Stripe does not know ${unknown.join(", ")}`, mend }];
}
