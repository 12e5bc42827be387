import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { type Config, ConfigError, loadEnvFile, parseConfig, startsOwnSandbox } from "../platform/config/index.ts";

/** What `npm start` leaves behind when it starts the local Stripe: the variables that point at it. */
const SANDBOX_FILE = "stripe-sandbox.env";

/** The variables that the server goes by: the environment's and `.env`, with the local Stripe's where no key is set. */
export function readEnvironment(): NodeJS.ProcessEnv {
  loadEnvFile();
  return process.env;
}

/**
 * The same with the local Stripe's variables where the server would have started one.
 * @throws ConfigError when there is neither a key nor a local Stripe that was ever started
 */
export function withLocalStripe(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (!startsOwnSandbox(env)) return env;
  const dataDir = env.DATA_DIR || "./data";
  try {
    return { ...env, ...parseEnv(readFileSync(join(dataDir, SANDBOX_FILE), "utf8")) };
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    throw new ConfigError(
      `STRIPE_SECRET_KEY is not set, and no local Stripe has run in DATA_DIR ${dataDir}: set it, or run \`npm start\` first.`,
    );
  }
}

/**
 * The configuration of the server, for a command that works on its database.
 * @throws ConfigError
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  // No command signs a session, so that an operator's machine need not know the secret.
  const authSecret = env.AUTH_SECRET || randomBytes(33).toString("base64");
  return parseConfig({ ...withLocalStripe(env), AUTH_SECRET: authSecret });
}

/**
 * What is needed to speak to Stripe, whatever else is not set yet.
 * @throws ConfigError
 */
export function readStripeAccount(env: NodeJS.ProcessEnv): Pick<Config, "publicUrl" | "stripe" | "sandbox"> {
  const { PORT, PUBLIC_URL, STRIPE_SECRET_KEY, STRIPE_API_BASE } = withLocalStripe(env);
  const known = { PORT, PUBLIC_URL, STRIPE_SECRET_KEY, STRIPE_API_BASE };
  // Set up or checked is what the rest names; its form stands in for it here.
  const notYet = {
    STRIPE_WEBHOOK_SECRET: "whsec_none",
    STRIPE_WEEKLY_PRICE_ID: "price_none",
    STRIPE_ONE_TIME_PRICE_ID: "price_none",
    AUTH_SECRET: randomBytes(33).toString("base64"),
  };
  return parseConfig({ ...known, ...notYet });
}
