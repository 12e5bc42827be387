import { WEEKLY_PRICE } from "../fixtures/fixture-ids.ts";
import type { LoadCalls } from "../load/load-generator.ts";
import type { InstantStripeCalls } from "../servers/instant-stripe.ts";
import type { ServerCalls } from "../servers/server-calls.ts";
import { type Databases, openDatabases } from "./open-databases.ts";
import { type Child, startChild } from "./start-child.ts";

/** That of `startServer`. */
const POOL_SIZE = 10;
export const WEBHOOK_SECRET = "whsec_benchbenchbenchbenchbenchbench";

/** Everything that the benchmarks share. */
export type Workbench = Readonly<{
  databases: Databases;
  stripe: Child<InstantStripeCalls>;
  load: Child<LoadCalls>;
  /** Started at the first asking. */
  ourServer(): Promise<Child<ServerCalls>>;
  bareServer(file: string, env?: Record<string, string>): Promise<Child<ServerCalls>>;
}>;

/** Brings up database, Stripe and load generator; `stack` takes all of it down again. */
export async function openWorkbench(stack: AsyncDisposableStack, profile: string | undefined): Promise<Workbench> {
  const databases = await openDatabases(stack);
  const stripe = await startChild<InstantStripeCalls>(stack, "servers/instant-stripe.ts");
  const load = await startChild<LoadCalls>(stack, "load/load-generator.ts");
  const env = environment(await stripe.call("port"));
  const flags = profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`];
  let ours: Promise<Child<ServerCalls>> | undefined;
  return {
    databases,
    stripe,
    load,
    ourServer: () => {
      ours ??= startChild(stack, "servers/our-server.ts", {
        env: { ...env, DATABASE_URL: databases.platform.url },
        flags,
      });
      return ours;
    },
    bareServer: (file, more) =>
      startChild(stack, file, {
        env: { ...env, ...more, DATABASE_URL: databases.bare.url, BENCH_POOL_SIZE: String(POOL_SIZE) },
      }),
  };
}

/** The configuration of a deployment, but with the instant Stripe. */
function environment(stripePort: number): Record<string, string> {
  return {
    PORT: "0",
    PUBLIC_URL: "https://lsat.example.com",
    AUTH_SECRET: "a secret of the benchmark, long enough to be one",
    LOG_LEVEL: "info",
    STRIPE_API_BASE: `http://127.0.0.1:${stripePort}`,
    STRIPE_SECRET_KEY: "sk_test_bench",
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    STRIPE_WEEKLY_PRICE_ID: WEEKLY_PRICE,
    STRIPE_ONE_TIME_PRICE_ID: "price_1BenchLifetime0000000000",
  };
}
