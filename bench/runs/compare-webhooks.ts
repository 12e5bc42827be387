import type { Comparison } from "../report/print-comparison.ts";
import { WEBHOOK_SECRET, type Workbench } from "../workbench/open-workbench.ts";
import { alternateRuns, type Scale, type Target } from "./alternate-runs.ts";
import { answeredKeys, mustBe } from "./answered-keys.ts";
import { ourWebhooks } from "./our-webhooks.ts";

const AIM = 0.5;
const BARE = "servers/bare-webhooks.ts";

/** How many signed events a second become durable, ours beside a server that only inserts them. */
export async function compareWebhooks(bench: Workbench, scale: Scale): Promise<Comparison> {
  const server = await bench.ourServer();
  const runs = await alternateRuns(
    bench,
    [
      ourWebhooks(bench, server, "unhandled"),
      bare(bench, "bare", await bench.bareServer(BARE)),
      bare(bench, "unverified", await bench.bareServer(BARE, { BENCH_VERIFY: "0" })),
      ourWebhooks(bench, server, "handled"),
    ],
    scale,
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
