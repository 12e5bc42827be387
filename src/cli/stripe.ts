import { checkStripe, createStripe, isLoopback, setUpStripe } from "../billing/index.ts";
import { systemClock } from "../platform/clock/index.ts";
import { type Command, readArguments, type Terminal, UsageError } from "./command.ts";
import { printTable } from "./print-table.ts";
import { readStripeAccount, withLocalStripe } from "./read-environment.ts";

const SET_UP_FLAGS = {
  "weekly-cents": { type: "string" },
  "lifetime-cents": { type: "string" },
  currency: { type: "string" },
} as const;

export const stripeCommands: readonly Command[] = [
  {
    usage: "stripe:setup [--weekly-cents N] [--lifetime-cents N] [--currency CODE]",
    does: "makes prices, webhook endpoint and customer portal in the account of STRIPE_SECRET_KEY, for PUBLIC_URL",
    run: setUp,
  },
  {
    usage: "stripe:check",
    does: "checks key, prices, endpoint, secrets, portal and clock; exit code 1 when something is wrong",
    run: check,
  },
];

async function setUp(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = readArguments(args, { words: [0, 0], options: SET_UP_FLAGS });
  const amounts = {
    weeklyAmount: readAmount("weekly-cents", values["weekly-cents"]),
    lifetimeAmount: readAmount("lifetime-cents", values["lifetime-cents"]),
    currency: readCurrency(values.currency),
  };
  const { publicUrl, stripe, sandbox } = readStripeAccount(terminal.env);
  // Stripe refuses an address of this machine; a local Stripe takes it.
  const withEndpoint = sandbox || !isLoopback(publicUrl);
  terminal.tell(`Setting up Stripe (${describeAccount(stripe)}) for ${publicUrl}`);
  const made = await setUpStripe(createStripe(stripe), publicUrl, {
    ...amounts,
    withEndpoint,
    progress: terminal.tell,
  });
  for (const note of made.notes) terminal.tell(`Note: ${note}`);
  if (made.webhookSecret === null) terminal.tell(`Note: ${explainSecret(withEndpoint, publicUrl)}`);
  terminal.print(`STRIPE_WEEKLY_PRICE_ID=${made.weeklyPriceId}`);
  terminal.print(`STRIPE_ONE_TIME_PRICE_ID=${made.oneTimePriceId}`);
  if (made.webhookSecret !== null) terminal.print(`STRIPE_WEBHOOK_SECRET=${made.webhookSecret}`);
  return 0;
}

function explainSecret(hasEndpoint: boolean, publicUrl: string): string {
  if (hasEndpoint) {
    return (
      "the webhook endpoint was there already, and Stripe tells its secret only once by the API: copy it to " +
      "STRIPE_WEBHOOK_SECRET from the Dashboard (Developers > Webhooks > the endpoint > Signing secret)."
    );
  }
  const forwarded = `${publicUrl.replace(/^https?:\/\//, "")}/api/webhooks/stripe`;
  return (
    `no webhook endpoint was made, since Stripe can't call ${publicUrl}: run \`stripe listen --forward-to ${forwarded}\` ` +
    "and set STRIPE_WEBHOOK_SECRET to the secret that it prints."
  );
}

async function check(args: readonly string[], terminal: Terminal): Promise<number> {
  readArguments(args, { words: [0, 0], options: {} });
  const { publicUrl, stripe } = readStripeAccount(terminal.env);
  const env = withLocalStripe(terminal.env);
  terminal.tell(`Checking Stripe (${describeAccount(stripe)}) for ${publicUrl}`);
  const settings = {
    publicUrl,
    livemode: stripe.livemode,
    isDouble: stripe.apiBase !== undefined,
    webhookSecrets: env.STRIPE_WEBHOOK_SECRET,
    weeklyPriceId: env.STRIPE_WEEKLY_PRICE_ID,
    oneTimePriceId: env.STRIPE_ONE_TIME_PRICE_ID,
    retiredPriceIds: readRetired(env.STRIPE_RETIRED_PRICE_IDS),
  };
  const rows = await checkStripe(createStripe(stripe), settings, systemClock);
  const lines = rows.map((row) => [row.check, row.state, row.found, row.mend]);
  terminal.print(printTable([["check", "state", "found", "mend"], ...lines]));
  return rows.some(({ state }) => state === "FAIL") ? 1 : 0;
}

function describeAccount({ livemode, apiBase }: { livemode: boolean; apiBase: string | undefined }): string {
  return apiBase ?? (livemode ? "live mode" : "test mode");
}

function readRetired(list = ""): string[] {
  return list
    .split(",")
    .map((pair) => pair.split("=")[0]?.trim() ?? "")
    .filter((id) => id !== "");
}

function readAmount(flag: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^[1-9]\d{0,7}$/.test(value)) throw new UsageError(`--${flag} must be an amount in cents, like 1900.`);
  return Number(value);
}

function readCurrency(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (!/^[a-z]{3}$/i.test(value)) throw new UsageError("--currency must be a code of three letters, like usd.");
  return value.toLowerCase();
}
