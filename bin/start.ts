/**
 * `npm start`: what a machine needs to run the platform, then the platform. Builds the web pages when they changed,
 * and without keys of a real Stripe account starts the local Stripe beside it.
 */
import {
  ConfigError,
  checkVariables,
  loadEnvFile,
  parseConfig,
  startsOwnSandbox,
} from "../src/platform/config/index.ts";
import { main } from "../src/server.ts";
import { buildWebIfNeeded } from "./build-web.ts";
import { ensureAuthSecret } from "./start/ensure-auth-secret.ts";
import { startSandbox } from "./start/start-sandbox.ts";

const WEB_DIR = new URL("../dist/web", import.meta.url).pathname;

function say(line: string): void {
  console.log(line);
}

async function start(): Promise<void> {
  const started = performance.now();
  loadEnvFile();
  const env = process.env;
  const dataDir = env.DATA_DIR || "./data";
  checkVariables(env);
  const demo = startsOwnSandbox(env);
  if (demo) {
    env.LOG_LEVEL ||= "warn";
    env.AUTH_SECRET ||= await ensureAuthSecret(dataDir);
    Object.assign(env, await startSandbox({ env, dataDir, progress: say }));
  }
  const config = parseConfig(env);
  await buildWebIfNeeded(say);
  await main({ config, webDir: WEB_DIR, progress: say });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (demo) say(`Test mode: no real money. The local Stripe: ${config.stripe.apiBase}`);
  say(`${config.appName} is ready after ${seconds} s: ${config.publicUrl}`);
}

try {
  await start();
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}
