import type { EventKind } from "../load/make-requests.ts";
import type { Options } from "../read-options.ts";
import type { Comparison } from "../report/print-comparison.ts";
import { WEBHOOK_SECRET, type Workbench } from "../workbench/open-workbench.ts";
import { alternateRuns, type Target } from "./alternate-runs.ts";
import { answeredKeys, mustBe } from "./answered-keys.ts";
import { seedBuyers, stopTheWork } from "./prepare-inbox.ts";

const AIM = 0.5;
const BARE = "servers/bare-webhooks.ts";

/** How many signed events a second become durable, ours beside a server that only inserts them. */
export async function compareWebhooks(bench: Workbench, options: Options): Promise<Comparison> {
  const server = await bench.ourServer();
  const runs = await alternateRuns(
    bench,
    [
      ours(bench, server, "unhandled"),
      bare(bench, "bare", await bench.bareServer(BARE)),
      bare(bench, "unverified", await bench.bareServer(BARE, { BENCH_VERIFY: "0" })),
      ours(bench, server, "handled"),
    ],
    options,
  );
  const [stored = [], verified = [], unverified = [], handled = []] = runs;
  return {
    title: "Webhook events made durable",
    rows: [
      { name: "ours (a): stored only", runs: stored },
      { name: "ours (b): worked on at the same time", runs: handled },
      { name: "bare: verifies, inserts", runs: verified },
      { name: "bare: inserts unverified", runs: unverified },
    ],
    ratios: [
      { name: "ours (a) / bare verified", of: stored, to: verified, aim: AIM },
      { name: "ours (a) / bare unverified", of: stored, to: unverified, aim: AIM },
      { name: "ours (b) / bare verified", of: handled, to: verified, aim: AIM },
      { name: "ours (b) / bare unverified", of: handled, to: unverified, aim: AIM },
    ],
  };
}

function ours(bench: Workbench, server: Target["server"], events: EventKind): Target {
  const { pool } = bench.databases.platform;
  const outcome = events === "handled" ? "pending" : "ignored";
  return {
    name: `ours-${events}`,
    server,
    expected: `"outcome":"${outcome}"`,
    supply: (series, count) => ({ kind: "webhook", series, count, events, secret: WEBHOOK_SECRET }),
    seed: (series, count) => (events === "handled" ? seedBuyers(pool, series, count) : Promise.resolve()),
    check: async (series, fired) => {
      const ids = answeredKeys(series, fired).map((key) => `evt_${key}`);
      const { rows } = await pool.query<{ outcome: string }>(
        "SELECT outcome FROM webhook_events WHERE event_id = ANY($1)",
        [ids],
      );
      mustBe(`events of ${series}`, rows.length, ids.length);
      if (events !== "handled") return {};
      const workedOff = rows.filter((row) => row.outcome === "handled").length;
      await stopTheWork(pool);
      return { "worked off a second": workedOff / fired.seconds };
    },
  };
}

function bare(bench: Workbench, name: string, server: Target["server"]): Target {
  const { pool } = bench.databases.bare;
  return {
    name,
    server,
    expected: '^\\{"received":true\\}$',
    supply: (series, count) => ({ kind: "webhook", series, count, events: "handled", secret: WEBHOOK_SECRET }),
    seed: async () => {},
    check: async (series, fired) => {
      const ids = answeredKeys(series, fired).map((key) => `evt_${key}`);
      const found = await pool.query("SELECT id FROM bare_events WHERE id = ANY($1)", [ids]);
      mustBe(`events of ${series}`, found.rowCount ?? 0, ids.length);
      return {};
    },
  };
}
