import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createStripe, type StripeSetUp, setUpStripe } from "../../src/billing/index.ts";
import { ConfigError } from "../../src/platform/config/index.ts";

const MAIN = new URL("../../sandbox/stripe/main.ts", import.meta.url).pathname;
/** The sandbox takes any test key. */
const SECRET_KEY = "sk_test_sandbox";

/**
 * Starts the local Stripe as a process of its own (it ends with this one), makes both prices and the webhook endpoint
 * there, and gives the variables that point the platform at it.
 */
export async function startSandbox(input: {
  env: NodeJS.ProcessEnv;
  dataDir: string;
  progress: (line: string) => void;
}): Promise<Record<string, string>> {
  const { env, dataDir, progress } = input;
  progress(
    `Starting the local Stripe (${env.STRIPE_SANDBOX === "1" ? "STRIPE_SANDBOX=1" : "no STRIPE_SECRET_KEY is set"})`,
  );
  await mkdir(dataDir, { recursive: true });
  const origin = await forkSandbox(env, join(dataDir, "stripe-sandbox.jsonl"));
  const { setUp, webhookSecret } = await setUpOnce(origin, `http://127.0.0.1:${env.PORT || 3000}`, dataDir);
  const variables = {
    STRIPE_API_BASE: origin,
    STRIPE_SECRET_KEY: SECRET_KEY,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    STRIPE_WEEKLY_PRICE_ID: setUp.weeklyPriceId,
    STRIPE_ONE_TIME_PRICE_ID: setUp.oneTimePriceId,
  };
  const publicUrl = env.PUBLIC_URL || `http://localhost:${env.PORT || 3000}`;
  await keepForCommands(dataDir, { ...variables, PUBLIC_URL: publicUrl });
  return variables;
}

/** Leaves the variables where `npm run cli` finds them: beside this server it means the same Stripe and address. */
async function keepForCommands(dataDir: string, variables: Record<string, string>): Promise<void> {
  const file = join(dataDir, "stripe-sandbox.env");
  const fresh = `${file}.${process.pid}`;
  const lines = Object.entries(variables).map(([name, value]) => `${name}="${value}"\n`);
  await writeFile(fresh, lines.join(""), { mode: 0o600 });
  // In one step, so that nobody reads half of it.
  await rename(fresh, file);
}

async function forkSandbox(env: NodeJS.ProcessEnv, stateFile: string): Promise<string> {
  const child = fork(MAIN, [stateFile], { env, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const failed = once(child, "exit").then(() => {
    throw new ConfigError("The local Stripe did not start: the line above says why.");
  });
  const [message] = await Promise.race([once(child, "message"), failed]);
  // Stopped together with us, it has nothing to tell.
  let ending = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => (ending = true));
  failed.catch(() => {
    if (!ending) console.error("The local Stripe has stopped: purchases fail until the next start.");
  });
  // A signal to the terminal reaches the whole group; the sandbox goes when this process does.
  child.unref();
  child.channel?.unref();
  return (message as { origin: string }).origin;
}

/** Stripe tells an endpoint's secret once, so it is kept; an endpoint whose secret is lost is made again. */
async function setUpOnce(apiBase: string, ownOrigin: string, dataDir: string) {
  const stripe = createStripe({ secretKey: SECRET_KEY, apiBase });
  const file = join(dataDir, "stripe-sandbox.json");
  const kept = await readKept(file);
  let setUp = await setUpStripe(stripe, ownOrigin);
  let webhookSecret = setUp.webhookSecret ?? (kept?.endpointId === setUp.endpointId ? kept.webhookSecret : null);
  if (webhookSecret === null) {
    await stripe.webhookEndpoints.del(setUp.endpointId);
    setUp = await setUpStripe(stripe, ownOrigin);
    webhookSecret = setUp.webhookSecret ?? "";
  }
  await writeFile(file, JSON.stringify({ endpointId: setUp.endpointId, webhookSecret }), { mode: 0o600 });
  return { setUp, webhookSecret };
}

type Kept = Pick<StripeSetUp, "endpointId"> & { webhookSecret: string };

async function readKept(file: string): Promise<Kept | null> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Kept;
  } catch {
    return null; // Not there yet, or torn by a kill: the endpoint is made again.
  }
}
