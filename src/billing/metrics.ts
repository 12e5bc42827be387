import { sql } from "drizzle-orm";
import type Stripe from "stripe";
import { type Collect, counter, gauge, histogram } from "../platform/metrics/index.ts";
import type { BillingContext } from "./context.ts";

/** What billing counts as it happens. */
export const billingCounts = {
  webhooks: counter({ name: "billing_webhooks_total", help: "Webhooks taken in", labels: ["outcome"] }),
  events: counter({ name: "billing_events_total", help: "Events of the inbox worked on", labels: ["outcome"] }),
  corrections: counter({
    name: "billing_corrections_total",
    help: "Corrections tried at Stripe",
    labels: ["kind", "outcome"],
  }),
  mails: counter({ name: "billing_mails_total", help: "Mails tried", labels: ["kind", "outcome"] }),
  accessChanges: counter({ name: "billing_access_changes_total", help: "Changes of access", labels: ["reason"] }),
};

const waiting = gauge({
  name: "billing_waiting",
  help: "Work that waits, by queue: events, corrections, mails, accounts whose look is over 10 minutes late",
  labels: ["queue"],
});
const stuck = gauge({
  name: "billing_stuck",
  help: "What an operator should look at: events that fail or that nobody is known for, tasks that were given up",
  labels: ["what"],
});
const oldest = gauge({ name: "billing_oldest_event_seconds", help: "Age of the oldest event not worked on yet" });
const unread = gauge({ name: "billing_events_unread_seconds", help: "How long ago Stripe's list of events was read" });
const calls = histogram(
  { name: "stripe_request_duration_seconds", help: "Calls to Stripe", labels: ["method", "status"] },
  [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
);

/** Measures every call that this client makes. */
export function watchCalls(stripe: Stripe): void {
  stripe.on("response", ({ method, status, elapsed }) => {
    calls.observe({ method, status: String(status ?? "none") }, elapsed / 1000);
  });
}

/** Measures what waits and what is stuck, when the metrics are read. Every count is read off an index. */
export function collectBilling(ctx: BillingContext): Collect {
  return async () => {
    const { rows } = await ctx.db.execute<Row>(sql`
      WITH due AS (SELECT outcome, received_at FROM webhook_events WHERE due_at IS NOT NULL),
           tasks AS (SELECT task->>'type' AS type FROM billing_outbox WHERE due_at IS NOT NULL)
      SELECT
        (SELECT count(*)::int FROM due) AS events,
        (SELECT count(*)::int FROM due WHERE outcome = 'failed') AS failed,
        (SELECT count(*)::int FROM due WHERE outcome = 'unresolved') AS unresolved,
        (SELECT min(received_at) FROM due WHERE outcome = 'pending') AS oldest,
        (SELECT count(*)::int FROM tasks WHERE type = 'correction') AS corrections,
        (SELECT count(*)::int FROM tasks WHERE type = 'mail') AS mails,
        (SELECT count(*)::int FROM billing_outbox WHERE state = 'failed') AS given_up,
        (SELECT count(*)::int FROM billing_accounts WHERE look_at < ${ctx.clock()}::timestamptz - interval '10 minutes')
          AS late,
        (SELECT read_until FROM billing_cursors WHERE name = 'stripe_events') AS read_until`);
    const row = rows[0];
    if (row === undefined) return;
    for (const queue of ["events", "corrections", "mails"] as const) waiting.set({ queue }, row[queue]);
    waiting.set({ queue: "accounts" }, row.late);
    stuck.set({ what: "failed_events" }, row.failed);
    stuck.set({ what: "unresolved_events" }, row.unresolved);
    stuck.set({ what: "given_up_tasks" }, row.given_up);
    oldest.set(secondsSince(row.oldest, ctx.clock()));
    unread.set(secondsSince(row.read_until, ctx.clock()));
  };
}

type Row = {
  events: number;
  failed: number;
  unresolved: number;
  corrections: number;
  mails: number;
  given_up: number;
  late: number;
  oldest: string | Date | null;
  read_until: string | Date | null;
};

function secondsSince(moment: string | Date | null, now: Date): number {
  return moment === null ? 0 : Math.max(0, (now.getTime() - new Date(moment).getTime()) / 1000);
}
