import { createRequire } from "node:module";

/**
 * The packages of this folder, as far as the benchmark uses them. They are installed when the benchmark runs, so their
 * own types are not there when the types of the repository are checked.
 */
export type Packages = Readonly<{
  StripeSync: new (config: SyncConfig) => StripeSync;
  runMigrations(config: { databaseUrl: string; schema: string; logger: Logger }): Promise<void>;
  Stripe: new (secretKey: string, config: StripeConfig) => StripeClient;
}>;

type Logger = Readonly<{ info(message: string): void; error(error: unknown, message: string): void }>;

type SyncConfig = Readonly<{
  poolConfig: { connectionString: string; max: number };
  schema: string;
  stripeSecretKey: string;
  stripeWebhookSecret: string;
  stripeApiVersion: string;
}>;

type StripeSync = {
  /** The client that it fetches with. */
  stripe: StripeClient;
  processWebhook(payload: string, signature: string | undefined): Promise<void>;
  close(): Promise<void>;
};

type StripeConfig = Readonly<{
  apiVersion: string;
  appInfo: { name: string };
  host: string;
  port: string;
  protocol: "http";
}>;

/** Opaque: the benchmark only hands it over. */
type StripeClient = object;

const load = createRequire(import.meta.url);

/** In their CommonJS form: the other one looks for its migrations under `__dirname`, which it does not have. */
export function loadPackages(): Packages {
  return { ...load("@supabase/stripe-sync-engine"), Stripe: load("stripe") };
}
