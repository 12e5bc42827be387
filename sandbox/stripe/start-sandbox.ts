import type { AddressInfo } from "node:net";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { except } from "hono/combine";
import { runDueWork } from "./checkout/run-due-work.ts";
import { advanceTestClocks, watchTestClocks } from "./clock/advance-test-clock.ts";
import { type ClockSettings, USUAL_SETTINGS } from "./clock/clock-settings.ts";
import { controlRoutes } from "./controls/control-routes.ts";
import { Faults } from "./controls/faults.ts";
import { pageRoutes } from "./pages/page-routes.ts";
import { apiRoutes } from "./protocol/api-routes.ts";
import { guardRequest } from "./protocol/guard-request.ts";
import { contextOf, type Sandbox } from "./protocol/sandbox.ts";
import { Journal } from "./store/journal.ts";
import { lockStateFile } from "./store/lock-state-file.ts";
import { Store } from "./store/store.ts";
import { Courier, RETRY_DELAYS_MS } from "./webhooks/courier.ts";

export interface SandboxOptions {
  /** 0 takes any free port. */
  port?: number;
  /** A journal on disk, so that the state survives a restart or a kill; in memory only without it. */
  stateFile?: string;
  /** What the sandbox's clock starts from; `POST /_sandbox/clock/advance` moves it further. */
  now?: () => Date;
  /** How renewals are collected, until `POST /_sandbox/clock/settings` says otherwise. */
  clockSettings?: Partial<ClockSettings>;
  webhookRetryDelaysMs?: readonly number[];
  /** The clock of webhook signatures: real time unless given, whatever `now` says. */
  signatureClock?: () => Date;
  log?: (line: string) => void;
}

export interface RunningSandbox {
  origin: string;
  port: number;
  stop(): Promise<void>;
}

export const DEFAULT_PORT = 12111;

export async function startStripeSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  let app: ReturnType<typeof buildApp> | undefined;
  const server = createAdaptorServer({
    fetch: (request, env) => app?.fetch(request, env) ?? new Response("starting", { status: 503 }),
  });
  // The port first: a second sandbox that finds it taken must not touch the first one's state file.
  const port = await listen(server, options.port ?? DEFAULT_PORT);
  let lock: ReturnType<typeof lockStateFile> | undefined;
  const close = async () => {
    await closeServer(server);
    lock?.release();
  };
  try {
    lock = options.stateFile ? lockStateFile(options.stateFile) : undefined;
    const sandbox = openState(options, `http://127.0.0.1:${port}`);
    app = buildApp(sandbox);
    moveOpenSessions(sandbox);
    watchTestClocks(sandbox);
    sandbox.courier.start();
    const clockwork = setInterval(() => tick(sandbox), 1000).unref();
    const stop = () => {
      clearInterval(clockwork);
      sandbox.courier.stop();
      return close();
    };
    return { origin: sandbox.origin, port, stop };
  } catch (error) {
    await close();
    throw error;
  }
}

function openState(options: SandboxOptions, origin: string): Sandbox {
  const log = options.log ?? (() => {});
  const baseClock = options.now ?? (() => new Date());
  const store = new Store(options.stateFile ? new Journal(options.stateFile) : null);
  const courier = new Courier(store, {
    retryDelaysMs: options.webhookRetryDelaysMs ?? RETRY_DELAYS_MS,
    wallClock: options.signatureClock ?? (() => new Date()),
    log,
  });
  const clock = () => new Date(baseClock().getTime() + (store.get("clock", "clock")?.offset_seconds ?? 0) * 1000);
  const usualSettings = { ...USUAL_SETTINGS, ...options.clockSettings };
  return {
    store,
    courier,
    clock,
    baseClock,
    usualSettings,
    faults: new Faults(),
    origin,
    keysInUse: new Set(),
    log,
  };
}

function buildApp(sandbox: Sandbox): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(guardRequest);
  app.use("/_sandbox/restore", limitBody(64));
  app.use(except("/_sandbox/restore", limitBody(1)));
  app.route("/", apiRoutes(sandbox));
  app.route("/", controlRoutes(sandbox));
  app.route("/", pageRoutes(sandbox));
  return app;
}

function limitBody(mebibytes: number) {
  const message = `Request body over ${mebibytes} MiB`;
  return bodyLimit({ maxSize: mebibytes * 1024 * 1024, onError: (c) => c.json({ error: { message } }, 413) });
}

/** A full disk must not end the process between two requests; the next request reports it. */
function tick(sandbox: Sandbox): void {
  try {
    sandbox.store.transact(() => runDueWork(contextOf(sandbox)));
    advanceTestClocks(sandbox);
  } catch (error) {
    sandbox.log(`due work failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function listen(server: ReturnType<typeof createAdaptorServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function closeServer(server: ReturnType<typeof createAdaptorServer>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ("closeAllConnections" in server) server.closeAllConnections();
  });
}

/** After a restart on another port, sessions still open must be payable where the sandbox now is. */
function moveOpenSessions({ store, origin }: Sandbox): void {
  store.transact(() => {
    for (const session of store.all("checkout.session")) {
      const url = `${origin}/c/pay/${session.id}`;
      if (session.status === "open" && session.url !== url)
        store.put("checkout.session", session.id, { ...session, url });
    }
  });
}
