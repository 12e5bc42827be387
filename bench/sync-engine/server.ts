/**
 * Supabase's Stripe Sync Engine behind `node:http`, as its README shows it: the body and its signature go to
 * `processWebhook`, and 200 is answered when that resolves. All options that it has a default for are left at it.
 */
import { createServer } from "node:http";
import { listen, readBody } from "../servers/listen.ts";
import { serverCalls } from "../servers/server-calls.ts";
import { serveCalls } from "../workbench/serve-calls.ts";
import { loadPackages } from "./load-packages.ts";

const { DATABASE_URL = "", BENCH_POOL_SIZE, STRIPE_API_BASE = "" } = process.env;
const { STRIPE_SECRET_KEY = "", STRIPE_WEBHOOK_SECRET = "" } = process.env;
const SCHEMA = "stripe";
/** That of the events. */
const API_VERSION = "2023-10-16";

const { StripeSync, runMigrations, Stripe } = loadPackages();
await runMigrations({ databaseUrl: DATABASE_URL, schema: SCHEMA, logger: { info: () => {}, error: fail } });
const sync = new StripeSync({
  poolConfig: { connectionString: DATABASE_URL, max: Number(BENCH_POOL_SIZE) },
  schema: SCHEMA,
  stripeSecretKey: STRIPE_SECRET_KEY,
  stripeWebhookSecret: STRIPE_WEBHOOK_SECRET,
  stripeApiVersion: API_VERSION,
});
sync.stripe = instantClient();

/** The migrations tell nobody but the log when they fail. */
function fail(error: unknown): never {
  throw error;
}

/** The client that the engine makes for itself, but with the instant Stripe: it fetches a session's line items. */
function instantClient() {
  const { hostname: host, port } = new URL(STRIPE_API_BASE);
  const appInfo = { name: "Stripe Postgres Sync" };
  return new Stripe(STRIPE_SECRET_KEY, { apiVersion: API_VERSION, appInfo, host, port, protocol: "http" });
}

const server = createServer((request, response) => {
  const send = (status: number, body: string) => {
    response.writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) });
    response.end(body);
  };
  readBody(request)
    .then((body) => sync.processWebhook(body, request.headers["stripe-signature"]?.toString()))
    .then(
      () => send(200, '{"received":true}'),
      (error: unknown) => send(500, JSON.stringify({ error: String(error) })),
    );
});
serveCalls(serverCalls(await listen(server)), () => sync.close());
