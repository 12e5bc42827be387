import { type Job, runEvery } from "../platform/jobs/index.ts";
import { closeStaleSessions } from "./checkout/close-stale-sessions.ts";
import type { BillingContext } from "./context.ts";
import type { Inbox } from "./inbox.ts";
import { workOffOutbox } from "./outbox/work-off-outbox.ts";
import { reconcileUser } from "./reconcile/reconcile-user.ts";
import { sweepAccounts } from "./reconcile/sweep-accounts.ts";
import { readMissedEvents } from "./webhooks/read-missed-events.ts";

const SECOND = 1000;
const PACE_MS = {
  inbox: SECOND,
  outbox: SECOND,
  sessions: 1800 * SECOND,
  sweep: 30 * SECOND,
  missedEvents: 120 * SECOND,
};

/** The work that no request waits for. Safe with any number of processes: each step claims its rows. */
export type BillingJobs = Readonly<{
  workOffInbox(): Promise<void>;
  /** Corrections at Stripe and mails that are due. */
  workOffOutbox(): Promise<void>;
  readMissedEvents(): Promise<void>;
  sweepAccounts(): Promise<number>;
  /** Checkouts that nobody can pay any more. */
  closeStaleSessions(): Promise<number>;
  /** Resolves when no event is being worked on. */
  idle(): Promise<void>;
  /** Runs all of them on their schedules until it is stopped. */
  start(): Job;
}>;

export function createBillingJobs(ctx: BillingContext, inbox: Inbox): BillingJobs {
  const { log } = ctx;
  const jobs = {
    workOffInbox: () => inbox.worker.workOff(),
    workOffOutbox: () => workOffOutbox(ctx, async (userId, taskId) => void (await reconcileUser(ctx, userId, taskId))),
    readMissedEvents: () => readMissedEvents(ctx, inbox),
    sweepAccounts: () => sweepAccounts(ctx),
    closeStaleSessions: () => closeStaleSessions(ctx),
    idle: () => inbox.worker.idle(),
  };
  return {
    ...jobs,
    start: () => {
      const running = [
        runEvery({ name: "inbox", everyMs: PACE_MS.inbox, run: jobs.workOffInbox, log }),
        runEvery({ name: "outbox", everyMs: PACE_MS.outbox, run: jobs.workOffOutbox, log }),
        runEvery({ name: "sweep", everyMs: PACE_MS.sweep, run: async () => void (await jobs.sweepAccounts()), log }),
        runEvery({
          name: "sessions",
          everyMs: PACE_MS.sessions,
          run: async () => void (await jobs.closeStaleSessions()),
          log,
        }),
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
