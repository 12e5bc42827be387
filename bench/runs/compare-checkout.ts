import { KEY_SQL } from "../fixtures/fixture-ids.ts";
import type { Fired } from "../load/fire-requests.ts";
import type { Comparison } from "../report/print-comparison.ts";
import type { Workbench } from "../workbench/open-workbench.ts";
import { alternateRuns, type Scale, type Target } from "./alternate-runs.ts";
import { answeredKeys, mustBe } from "./answered-keys.ts";

const AIM = 0.6;
const EXPECTED = '^\\{"sessionId":"cs_test_\\w+"\\}$';

/** How many Checkout Sessions are created a second, ours beside a server that does nothing else. */
export async function compareCheckout(bench: Workbench, scale: Scale): Promise<Comparison> {
  const targets = [
    ours(bench, await bench.ourServer()),
    bare(bench, await bench.bareServer("servers/bare-checkout.ts")),
  ];
  const [oursRuns = [], bareRuns = []] = await alternateRuns(bench, targets, scale);
  return {
    title: "Checkout Sessions created",
    rows: [
      { name: "ours", runs: oursRuns },
      { name: "bare: SDK only, no database", runs: bareRuns },
    ],
    ratios: [{ name: "ours / bare", of: oursRuns, to: bareRuns, aim: AIM }],
  };
}

type Server = Target["server"];

function ours(bench: Workbench, server: Server): Target {
  const { pool } = bench.databases.platform;
  return {
    ...bare(bench, server),
    name: "ours",
    /** A user of its own for every request: a second one would be given the session that is open. */
    seed: async (series, count) => {
      await pool.query(
        `INSERT INTO users (id, name, email)
         SELECT ${KEY_SQL}, 'Student', ${KEY_SQL} || '@example.com' FROM generate_series(0, $2::int - 1) n`,
        [series, count],
      );
    },
    check: async (series, fired) => {
      await checkRows(bench, series, fired);
      // Sessions left open would be looked at again and again by the sweep, during the other runs.
      await pool.query("UPDATE checkout_sessions SET state = 'expired' WHERE state = 'open'");
      return {};
    },
  };
}

/** Every answer is one session, of the user who asked. */
async function checkRows(bench: Workbench, series: string, fired: Fired): Promise<void> {
  const keys = answeredKeys(series, fired);
  const { rows } = await bench.databases.platform.pool.query<{ rows: number; users: number; ids: number }>(
    `SELECT count(*)::int AS rows, count(DISTINCT user_id)::int AS users, count(DISTINCT stripe_session_id)::int AS ids
     FROM checkout_sessions WHERE user_id = ANY($1) AND state = 'open'`,
    [keys],
  );
  mustBe("sessions", rows[0]?.rows, keys.length);
  mustBe("users with a session", rows[0]?.users, keys.length);
  mustBe("Stripe's session ids", rows[0]?.ids, keys.length);
}

function bare({ stripe }: Workbench, server: Server): Target {
  let before = 0;
  return {
    name: "bare",
    server,
    expected: EXPECTED,
    supply: (series, count) => ({ kind: "checkout", series, count }),
    seed: async () => {
      before = await stripe.call("created");
    },
    check: async (series, fired) => {
      if (fired.failed.length === 0)
        mustBe(`sessions of ${series}`, (await stripe.call("created")) - before, fired.sent);
      return {};
    },
  };
}
