import { runEvery } from "../platform/jobs/index.ts";
import type { BillingContext } from "./context.ts";
import type { Inbox } from "./inbox.ts";
import { readMissedEvents } from "./reconcile/read-missed-events.ts";
import { sweepAccounts } from "./reconcile/sweep-accounts.ts";

const SECOND = 1000;
const PACE_MS = { inbox: SECOND, sweep: 30 * SECOND, missedEvents: 120 * SECOND };

/** The work that no request waits for. Safe with any number of processes: each step claims its rows. */
export function startBillingJobs(ctx: BillingContext, inbox: Inbox): { stop(): Promise<void> } {
  const { log } = ctx;
  const jobs = [
    runEvery({ name: "inbox", everyMs: PACE_MS.inbox, run: inbox.worker.workOff, log }),
    runEvery({ name: "sweep", everyMs: PACE_MS.sweep, run: async () => void (await sweepAccounts(ctx)), log }),
    runEvery({ name: "missed-events", everyMs: PACE_MS.missedEvents, run: () => readMissedEvents(ctx, inbox), log }),
  ];
  return {
    stop: async () => {
      await Promise.all(jobs.map((job) => job.stop()));
      await inbox.worker.idle();
    },
  };
}
