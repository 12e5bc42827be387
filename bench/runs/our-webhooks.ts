import type { Fired } from "../load/fire-requests.ts";
import type { EventKind } from "../load/make-requests.ts";
import { WEBHOOK_SECRET, type Workbench } from "../workbench/open-workbench.ts";
import type { Target } from "./alternate-runs.ts";
import { answeredKeys, mustBe } from "./answered-keys.ts";
import { seedBuyers, stopTheWork } from "./prepare-inbox.ts";

/** Name of the extra number: how many events a second were resolved, fetched and decided upon while the load lasted. */
export const WORKED_OFF = "worked off a second";

const OUTCOMES: Readonly<Record<EventKind, string>> = {
  handled: "pending",
  unhandled: "ignored",
  mixed: "(pending|ignored)",
};

/** Our server as a receiver of events of one kind. */
export function ourWebhooks(bench: Workbench, server: Target["server"], kind: EventKind): Target {
  const { pool } = bench.databases.platform;
  return {
    name: `ours-${kind}`,
    server,
    expected: `"outcome":"${OUTCOMES[kind]}"`,
    supply: (series, count) => ({ kind: "webhook", series, count, events: kind, secret: WEBHOOK_SECRET }),
    seed: (series, count) => (kind === "unhandled" ? Promise.resolve() : seedBuyers(pool, series, kind, count)),
    check: async (series, fired) => {
      const workedOff = await countWorkedOff(bench, series, fired);
      if (kind === "unhandled") return {};
      await stopTheWork(pool);
      return { [WORKED_OFF]: workedOff / fired.seconds };
    },
  };
}

/** @throws Error unless every event that was answered is a row */
async function countWorkedOff(bench: Workbench, series: string, fired: Fired): Promise<number> {
  const ids = answeredKeys(series, fired).map((key) => `evt_${key}`);
  // The work goes on after the last answer: only what was done before it counts.
  const { rows } = await bench.databases.platform.pool.query<{ stored: number; handled: number }>(
    `SELECT count(*)::int AS stored,
       count(*) FILTER (WHERE outcome = 'handled' AND handled_at <= begun + make_interval(secs => $2))::int AS handled
     FROM webhook_events, (SELECT min(received_at) AS begun FROM webhook_events WHERE event_id = ANY($1)) first
     WHERE event_id = ANY($1)`,
    [ids, fired.seconds],
  );
  mustBe(`events of ${series}`, rows[0]?.stored, ids.length);
  return rows[0]?.handled ?? 0;
}
