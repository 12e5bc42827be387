import { makeKey, SESSION_TAIL } from "../fixtures/fixture-ids.ts";
import type { Fired } from "../load/fire-requests.ts";
import { MIXED_TYPES, usersOf } from "../load/make-requests.ts";
import type { Comparison } from "../report/print-comparison.ts";
import { installSyncEngine } from "../workbench/install-sync-engine.ts";
import { WEBHOOK_SECRET, type Workbench } from "../workbench/open-workbench.ts";
import { alternateRuns, type Scale, type Target } from "./alternate-runs.ts";
import { answeredNumbers, mustBe } from "./answered-keys.ts";
import { ourWebhooks, WORKED_OFF } from "./our-webhooks.ts";

/** How many signed events a second are taken in, ours beside Supabase's Stripe Sync Engine. */
export async function compareSyncEngine(bench: Workbench, scale: Scale): Promise<Comparison> {
  await installSyncEngine();
  const targets = [
    ourWebhooks(bench, await bench.ourServer(), "mixed"),
    engine(bench, await bench.bareServer("sync-engine/server.ts")),
  ].map((target): Target => ({ ...target, stream: "purchases" }));
  const [ours = [], engines = []] = await alternateRuns(bench, targets, scale);
  return {
    title: "Webhook events beside @supabase/stripe-sync-engine",
    rows: [
      { name: "ours: acknowledged, being worked on", runs: ours },
      { name: "engine: acknowledged, stored", runs: engines },
    ],
    ratios: [
      { name: "ours acknowledged / engine", of: ours, to: engines },
      { name: "ours worked off / engine", of: ours, to: engines, rate: (run) => run.extras[WORKED_OFF] ?? 0 },
    ],
  };
}

function engine(bench: Workbench, server: Target["server"]): Target {
  return {
    name: "engine",
    server,
    expected: '^\\{"received":true\\}$',
    supply: (series, count) => ({ kind: "webhook", series, count, events: "mixed", secret: WEBHOOK_SECRET }),
    seed: async () => {},
    check: async (series, fired) => {
      await checkRows(bench, series, fired);
      return {};
    },
  };
}

/** Where the engine keeps the object of each event, and the object's id. */
const KEPT: Readonly<Record<(typeof MIXED_TYPES)[number], { table: string; id(user: string): string }>> = {
  "checkout.session.completed": { table: "checkout_sessions", id: (user) => `cs_test_${user}${SESSION_TAIL}` },
  "customer.subscription.updated": { table: "subscriptions", id: (user) => `sub_${user}` },
  "charge.succeeded": { table: "charges", id: (user) => `ch_${user}` },
  "invoice.paid": { table: "invoices", id: (user) => `in_${user}` },
};

/** The object of every event that was answered is a row. The engine keeps objects and no events. */
async function checkRows(bench: Workbench, series: string, fired: Fired): Promise<void> {
  const answered = answeredNumbers(fired);
  for (const [index, type] of MIXED_TYPES.entries()) {
    const { table, id } = KEPT[type];
    const ids = answered
      .filter((n) => n % MIXED_TYPES.length === index)
      .map((n) => id(makeKey(usersOf(series), Math.floor(n / MIXED_TYPES.length))));
    const found = await bench.databases.bare.pool.query(`SELECT id FROM stripe.${table} WHERE id = ANY($1)`, [ids]);
    mustBe(`${table} of ${series}`, found.rowCount ?? 0, ids.length);
  }
}
