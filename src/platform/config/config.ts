import { z } from "zod";

/** A wrong variable. Its message is the one line that the start prints: the variable and the mend. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

const flag = z.enum(["0", "1"], { error: "must be 0 or 1" }).transform((value) => value === "1");
const port = z.coerce
  .number({ error: "must be a port number" })
  .int()
  .min(0, "must be a port number, 0 to 65535")
  .max(65_535, "must be a port number, 0 to 65535");

const Environment = z.object({
  NODE_ENV: z.string().optional(),
  PORT: port.default(3000),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: "must be an address like https://lsat.example.com" }).optional(),
  DATA_DIR: z.string().default("./data"),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgres://")
    .optional(),
  AUTH_SECRET: z
    .string()
    .min(32, "must have at least 32 characters: make one with `openssl rand -base64 33`")
    .optional(),
  APP_NAME: z.string().min(1).max(60, "must have at most 60 characters").default("LSAT Training Platform"),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, "must begin with smtp:// or smtps://")
    .optional(),
  MAIL_FROM: z.string().optional(),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^(sk|rk)_(test|live)_\w+$/, "must be a secret key (sk_...) or restricted key (rk_...) of Stripe")
    .optional(),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_\w+(\s*,\s*whsec_\w+)*$/, "must be one or more signing secrets (whsec_...), separated by commas")
    .optional(),
  STRIPE_WEEKLY_PRICE_ID: z
    .string()
    .regex(/^price_\w+$/, "must be a price id (price_...)")
    .optional(),
  STRIPE_ONE_TIME_PRICE_ID: z
    .string()
    .regex(/^price_\w+$/, "must be a price id (price_...)")
    .optional(),
  STRIPE_RETIRED_PRICE_IDS: z
    .string()
    .regex(/^\s*(price_\w+=(weekly|one-time)(\s*,\s*|\s*$))*$/, "must look like price_x=weekly,price_y=one-time")
    .default(""),
  STRIPE_SANDBOX: flag.optional(),
  CHECKOUT_REQUIRE_SIGN_IN: flag.default(false),
  STRIPE_API_BASE: z.url({ protocol: /^https?$/, error: "must be an origin like http://127.0.0.1:12111" }).optional(),
  STRIPE_SANDBOX_PORT: port.default(12111),
  TRUSTED_PROXY_HOPS: z.coerce.number().int().min(0).max(10, "must be a number of proxies, 0 to 10").default(0),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
      error: "must be one of fatal, error, warn, info, debug, trace, silent",
    })
    .default("info"),
});

export type StripeConfig = Readonly<{
  secretKey: string;
  livemode: boolean;
  webhookSecrets: readonly string[];
  weeklyPriceId: string;
  oneTimePriceId: string;
  /** Prices that are sold no more but still count for access. */
  retiredPrices: ReadonlyMap<string, "weekly" | "one-time">;
  /** Origin of a Stripe double on this machine; undefined for the real Stripe. */
  apiBase: string | undefined;
}>;

export type Config = Readonly<{
  production: boolean;
  port: number;
  /** Origin without a trailing slash; the only source of the addresses that we hand out. */
  publicUrl: string;
  dataDir: string;
  databaseUrl: string | undefined;
  authSecret: string;
  appName: string;
  smtpUrl: string | undefined;
  mailFrom: string;
  sandbox: boolean;
  stripe: StripeConfig;
  checkoutRequireSignIn: boolean;
  /** How many of our own proxies stand in front: so many entries of X-Forwarded-For, from the right, are believed. */
  trustedProxyHops: number;
  logLevel: string;
}>;

/**
 * True when a local Stripe has to be started beside the server: no key is set, or STRIPE_SANDBOX=1 asks for it; not
 * when STRIPE_API_BASE names one that runs already.
 * @throws ConfigError in production without keys, unless STRIPE_SANDBOX=1 says that this is meant.
 */
export function startsOwnSandbox(env: NodeJS.ProcessEnv): boolean {
  if (env.STRIPE_API_BASE) return false;
  if (env.STRIPE_SANDBOX === "1") return true;
  if (env.STRIPE_SECRET_KEY) return false;
  if (env.NODE_ENV === "production") {
    throw new ConfigError(
      "STRIPE_SECRET_KEY is not set: production takes no payments without it. Set it, or STRIPE_SANDBOX=1 for a demo with test money.",
    );
  }
  return true;
}

/**
 * Looks at the form of every variable, before anything is started.
 * @throws ConfigError as parseConfig
 */
export function checkVariables(env: NodeJS.ProcessEnv): void {
  parseEnvironment(env);
}

/**
 * Reads the environment once.
 * @throws ConfigError with one line that names the first wrong variable and the mend.
 */
export function parseConfig(env: NodeJS.ProcessEnv): Config {
  const values = parseEnvironment(env);
  const production = values.NODE_ENV === "production";
  const sandbox = values.STRIPE_API_BASE !== undefined || startsOwnSandbox(env);
  const publicUrl = originOf("PUBLIC_URL", values.PUBLIC_URL ?? `http://localhost:${values.PORT}`);
  if (production && !sandbox && !publicUrl.startsWith("https://")) {
    throw new ConfigError("PUBLIC_URL must be an https:// address in production: cookies and payments need it.");
  }
  if (production && sandbox && env.STRIPE_SANDBOX !== "1") {
    throw new ConfigError(
      "STRIPE_API_BASE is a Stripe double: production takes no real money with it. Unset it, or set STRIPE_SANDBOX=1.",
    );
  }
  if (production && !sandbox && values.SMTP_URL === undefined) {
    throw new ConfigError(
      "SMTP_URL is not set: nobody would get a mail, not even to set a new password. Give it smtp://...",
    );
  }
  return {
    production,
    port: values.PORT,
    publicUrl,
    dataDir: values.DATA_DIR,
    databaseUrl: values.DATABASE_URL,
    authSecret: needed("AUTH_SECRET", values.AUTH_SECRET, "a random text of 32 or more characters"),
    appName: values.APP_NAME,
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM ?? `${values.APP_NAME} <no-reply@${new URL(publicUrl).hostname}>`,
    sandbox,
    stripe: parseStripe(values),
    checkoutRequireSignIn: values.CHECKOUT_REQUIRE_SIGN_IN,
    trustedProxyHops: values.TRUSTED_PROXY_HOPS,
    logLevel: values.LOG_LEVEL,
  };
}

function parseEnvironment(env: NodeJS.ProcessEnv): z.infer<typeof Environment> {
  // An empty variable is an unset one, except for the secrets: an empty secret is a mistake that must not pass.
  const given = Object.fromEntries(
    Object.entries(env).filter(
      ([name, value]) => value !== "" || name === "STRIPE_WEBHOOK_SECRET" || name === "AUTH_SECRET",
    ),
  );
  const parsed = Environment.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ConfigError(`${String(issue?.path[0])} ${issue?.message ?? "is wrong"}.`);
}

function parseStripe(values: z.infer<typeof Environment>): StripeConfig {
  const secretKey = needed("STRIPE_SECRET_KEY", values.STRIPE_SECRET_KEY, "the secret key of your Stripe account");
  const apiBase =
    values.STRIPE_API_BASE === undefined ? undefined : originOf("STRIPE_API_BASE", values.STRIPE_API_BASE);
  if (apiBase !== undefined && !["127.0.0.1", "localhost", "[::1]"].includes(new URL(apiBase).hostname)) {
    throw new ConfigError("STRIPE_API_BASE must be on this machine (127.0.0.1): it is for a Stripe double only.");
  }
  const livemode = secretKey.includes("_live_");
  if (livemode && apiBase !== undefined) {
    throw new ConfigError("STRIPE_SECRET_KEY is a live key and STRIPE_API_BASE a double: unset one of them.");
  }
  const secrets = needed(
    "STRIPE_WEBHOOK_SECRET",
    values.STRIPE_WEBHOOK_SECRET,
    "the webhook endpoint's signing secret",
  );
  return {
    secretKey,
    livemode,
    webhookSecrets: secrets.split(",").map((secret) => secret.trim()),
    weeklyPriceId: needed("STRIPE_WEEKLY_PRICE_ID", values.STRIPE_WEEKLY_PRICE_ID, "the weekly plan's price id"),
    oneTimePriceId: needed("STRIPE_ONE_TIME_PRICE_ID", values.STRIPE_ONE_TIME_PRICE_ID, "the lifetime plan's price id"),
    retiredPrices: parseRetiredPrices(values.STRIPE_RETIRED_PRICE_IDS),
    apiBase,
  };
}

function parseRetiredPrices(list: string): ReadonlyMap<string, "weekly" | "one-time"> {
  const pairs = list.split(",").map((pair) => pair.trim().split("="));
  return new Map(
    pairs.flatMap(([price, plan]) =>
      price && (plan === "weekly" || plan === "one-time") ? [[price, plan] as const] : [],
    ),
  );
}

function originOf(name: string, address: string): string {
  const url = new URL(address);
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "" || url.username !== "") {
    throw new ConfigError(`${name} must be an origin without a path, like ${url.origin}.`);
  }
  return url.origin;
}

function needed(name: string, value: string | undefined, what: string): string {
  if (value === undefined) throw new ConfigError(`${name} is not set: give it ${what}.`);
  return value;
}
