import { type Job, runEvery } from "../platform/jobs/index.ts";
import type { BillingContext } from "./context.ts";
import type { Inbox } from "./inbox.ts";
import { sweepAccounts } from "./reconcile/sweep-accounts.ts";
import { readMissedEvents } from "./webhooks/read-missed-events.ts";

const SECOND = 1000;
const PACE_MS = { inbox: SECOND, sweep: 30 * SECOND, missedEvents: 120 * SECOND };

/** The work that no request waits for. Safe with any number of processes: each step claims its rows. */
export type BillingJobs = Readonly<{
  workOffInbox(): Promise<void>;
  readMissedEvents(): Promise<void>;
  sweepAccounts(): Promise<number>;
  /** Resolves when no event is being worked on. */
  idle(): Promise<void>;
  /** Runs all of them on their schedules until it is stopped. */
  start(): Job;
}>;

export function createBillingJobs(ctx: BillingContext, inbox: Inbox): BillingJobs {
  const { log } = ctx;
  const jobs = {
    workOffInbox: () => inbox.worker.workOff(),
    readMissedEvents: () => readMissedEvents(ctx, inbox),
    sweepAccounts: () => sweepAccounts(ctx),
    idle: () => inbox.worker.idle(),
  };
  return {
    ...jobs,
    start: () => {
      const running = [
        runEvery({ name: "inbox", everyMs: PACE_MS.inbox, run: jobs.workOffInbox, log }),
        runEvery({ name: "sweep", everyMs: PACE_MS.sweep, run: async () => void (await jobs.sweepAccounts()), log }),
        runEvery({ name: "missed-events", everyMs: PACE_MS.missedEvents, run: jobs.readMissedEvents, log }),
      ];
      return {
        stop: async () => {
          await Promise.all(running.map((job) => job.stop()));
          await jobs.idle();
        },
      };
    },
  };
}
