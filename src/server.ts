import { once } from "node:events";
import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import { collectDefaultMetrics } from "prom-client";
import { seedDemoUser } from "./accounts/index.ts";
import { createApp } from "./app.ts";
import { type BillingLimits, createStripe } from "./billing/index.ts";
import { followClock } from "./platform/clock/follow-clock.ts";
import { systemClock } from "./platform/clock/index.ts";
import { type Config, ConfigError, loadEnvFile, parseConfig } from "./platform/config/index.ts";
import { DatabaseStartError, migrateDatabase, openDatabase } from "./platform/db/index.ts";
import { createRateLimiter } from "./platform/http/index.ts";
import { createLog } from "./platform/log/index.ts";
import { createMailer } from "./platform/mail/index.ts";
import { registry } from "./platform/metrics/index.ts";

/** Requests under way get this long to end before the process goes. */
const DRAIN_MS = 20_000;

export type RunningServer = Readonly<{ port: number; stop(): Promise<void> }>;

/**
 * Config -> database -> app -> listen. Resolves when requests are served.
 * @throws ConfigError, DatabaseStartError: one line with the mend.
 */
export async function startServer(input: {
  config: Config;
  webDir?: string | undefined;
  limits?: BillingLimits;
  progress?: (line: string) => void;
}): Promise<RunningServer> {
  const { config, webDir, limits, progress } = input;
  const log = createLog(config.logLevel);
  watchProcess();
  const database = await openDatabase({
    databaseUrl: config.databaseUrl,
    dataDir: config.dataDir,
    ...(progress ? { progress } : {}),
  });
  let draining = false;
  try {
    await migrateDatabase(database, progress);
    if (config.sandbox && !config.production) await seedDemoUser(database.db);
    const time = config.sandbox && config.stripe.apiBase !== undefined ? followClock(config.stripe.apiBase) : null;
    const clock = time?.clock ?? systemClock;
    const mailer = createMailer({ config, db: database.db, clock: systemClock });
    const { app, jobs, startHousekeeping } = createApp({
      platform: {
        ...{ config, db: database.db, log, clock, wallClock: systemClock, mailer },
        limitRate: createRateLimiter(database.db),
      },
      stripe: createStripe(config.stripe),
      health: { database, isDraining: () => draining },
      webDir,
      limits,
    });
    const server = await listen(app.fetch, config.port);
    const schedules = [jobs.start(), startHousekeeping(), ...(time === null ? [] : [time])];
    log.info({ port: portOf(server) }, "listening");
    const stop = async () => {
      draining = true;
      await drain(server);
      await Promise.all(schedules.map((schedule) => schedule.stop()));
      mailer.close();
      await database.close();
      log.info("stopped");
    };
    return { port: portOf(server), stop };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The process' own metrics: memory, event loop, garbage collection. Once, however often a server starts in it. */
function watchProcess(): void {
  if (registry.getSingleMetric("process_start_time_seconds") === undefined)
    collectDefaultMetrics({ register: registry });
}

async function listen(fetch: Parameters<typeof serve>[0]["fetch"], port: number): Promise<Server> {
  const server = serve({ fetch, port }) as Server;
  if (!server.listening) {
    const failed = once(server, "error").then(([error]) => Promise.reject(error));
    await Promise.race([once(server, "listening"), failed]);
  }
  return server;
}

/** Takes no new connections and waits for the requests under way. */
async function drain(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeIdleConnections();
  const impatience = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(impatience);
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** The process: stops gracefully at the first signal, at once at the second. Problems of the start are one line each. */
export async function main(input: { config?: Config; webDir?: string; progress?: (line: string) => void } = {}) {
  try {
    const server = await startServer({ ...input, config: input.config ?? parseConfig(process.env) });
    let stopping = false;
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.on(signal, () => {
        if (stopping) process.exit(1);
        stopping = true;
        void server.stop().then(() => process.exit(0));
      });
    }
    return server;
  } catch (error) {
    process.stderr.write(`${explainStart(error)}\n`);
    process.exit(1);
  }
}

function explainStart(error: unknown): string {
  if (error instanceof ConfigError || error instanceof DatabaseStartError) return error.message;
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    return "PORT is taken by another process: stop it, or set PORT to a free one.";
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

if (import.meta.main) {
  loadEnvFile();
  await main({ webDir: new URL("../dist/web", import.meta.url).pathname });
}
