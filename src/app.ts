import type { Context } from "hono";
import type Stripe from "stripe";
import { type AccountHooks, accountsRoutes, createAuth, findOperator, sweepExpired } from "./accounts/index.ts";
import {
  type BillingLimits,
  billingRoutes,
  closeBilling,
  collectBilling,
  createBillingJobs,
  createInbox,
  createPlanLoader,
  exportBilling,
} from "./billing/index.ts";
import { hasOutbox, outboxRoutes } from "./console/index.ts";
import type { Boot } from "./contract/index.ts";
import { describeApi, SECURITY_SCHEMES } from "./describe-api.ts";
import type { PlatformContext } from "./platform/context.ts";
import { Refusal } from "./platform/errors/index.ts";
import {
  type AppEnv,
  answerErrors,
  createRouter,
  createWebHandler,
  frameRequest,
  guardCrossSite,
  type Health,
  healthRoutes,
  limitBody,
  refuseUnknownPath,
  sweepRateLimits,
} from "./platform/http/index.ts";
import { type Job, runEvery } from "./platform/jobs/index.ts";
import { metricsRoutes } from "./platform/metrics/index.ts";

const HOUR_MS = 3_600_000;
const MAX_BODY_BYTES = 64 * 1024;
/** Open to callers from anywhere, by contract; they bring their own limits. */
const OWN_RULES = new Set(["/api/create-checkout-session", "/api/webhooks/stripe"]);

export type AppInput = Readonly<{
  platform: PlatformContext;
  stripe: Stripe;
  health: Health;
  /** The web build; pages are left out without one. */
  webDir?: string | undefined;
  limits?: BillingLimits | undefined;
}>;

/** Every room and where it is mounted. */
export function createApp({ platform, stripe, health, webDir, limits }: AppInput) {
  const billing = { ...platform, stripe, limits };
  const hooks: AccountHooks = {
    beforeDelete: [(userId) => closeBilling(billing, userId)],
    exports: { billing: (userId) => exportBilling(billing, userId) },
  };
  const ctx = { ...billing, auth: createAuth(platform), hooks };
  const inbox = createInbox(billing);
  const loadPlans = createPlanLoader(billing);

  const router = createRouter();
  router.use(frameRequest(platform.config, platform.log));
  router.use(guardCrossSite(platform.config.publicUrl, OWN_RULES));
  const limit = limitBody(MAX_BODY_BYTES);
  router.use("/api/*", (c, next) => (OWN_RULES.has(c.req.path) ? next() : limit(c, next)));
  router.onError(answerErrors(platform.log));

  const app = router
    .route("/", healthRoutes(health))
    .route(
      "/",
      metricsRoutes([collectBilling(billing)], (c) => admitOperator(platform, c)),
    )
    .route("/", accountsRoutes(ctx))
    .route("/", billingRoutes(ctx, inbox, loadPlans))
    .route("/", outboxRoutes(platform));

  for (const [name, scheme] of Object.entries(SECURITY_SCHEMES)) {
    app.openAPIRegistry.registerComponent("securitySchemes", name, scheme);
  }
  let described: ReturnType<typeof app.getOpenAPI31Document> | undefined;
  const describe = () => {
    described ??= app.getOpenAPI31Document(describeApi(platform.config));
    return described;
  };
  app.get("/api/openapi.json", (c) => c.json(describe()));
  const answers = { "/docs/api": async () => ({ openapi: describe() }) };
  const web =
    webDir === undefined ? null : createWebHandler({ distDir: webDir, boot: () => boot(platform, loadPlans), answers });
  // What is no path of the API is a page or a file, or the page that says that there is none.
  app.notFound((c) => {
    const isRead = c.req.method === "GET" || c.req.method === "HEAD";
    if (web !== null && isRead && !c.req.path.startsWith("/api/")) return web.fetch(c.req.raw, c.env);
    throw refuseUnknownPath(app, c.req.method, c.req.path);
  });

  return { app, jobs: createBillingJobs(billing, inbox), startHousekeeping: () => startHousekeeping(platform) };
}

/** What counts the business is for whoever runs it. */
async function admitOperator({ db }: PlatformContext, c: Context<AppEnv>): Promise<void> {
  const operator = await findOperator(db, c.req.header("authorization"));
  if (operator === null) throw new Refusal(401, "The metrics need an operator's API key");
}

/** Deletes what nobody needs any more. */
function startHousekeeping({ db, clock, wallClock, log }: PlatformContext): Job {
  const run = async () => {
    await sweepExpired(db, wallClock());
    await sweepRateLimits(db, clock());
  };
  return runEvery({ name: "housekeeping", everyMs: HOUR_MS, run, log });
}

/** The API's type, for the web's typed client. */
export type App = ReturnType<typeof createApp>["app"];

/** What every page is told before it asks for anything. */
async function boot({ config, log }: PlatformContext, loadPlans: ReturnType<typeof createPlanLoader>): Promise<Boot> {
  const plans = await loadPlans().catch((error) => {
    log.warn({ err: error }, "pages are shown without prices");
    return null;
  });
  return {
    appName: config.appName,
    sandbox: config.sandbox,
    sandboxUrl: config.sandbox ? (config.stripe.apiBase ?? null) : null,
    plans,
    outbox: hasOutbox(config),
  };
}
