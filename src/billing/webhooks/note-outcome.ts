import { type Db, gatherCalls } from "../../platform/db/index.ts";
import type { BillingContext } from "../context.ts";
import { billingCounts } from "../metrics.ts";
import type { WorkItem } from "./work-item.ts";

const SECOND = 1000;
const LONGEST_PAUSE_MS = 3_600 * SECOND;
/** How long an event of nobody we know is tried again; it stays in the inbox, for the operator, for good. */
const UNRESOLVED_LIFE_MS = 3 * 86_400 * SECOND;
const MOST_ROWS = 200;

export type EventOutcome =
  | Readonly<{ outcome: "handled"; userId: string }>
  | Readonly<{ outcome: "unresolved"; userId: null }>
  | Readonly<{ outcome: "failed"; failure: string }>;

/** Writes down what came of an event, with the time of the next try if there is to be one. */
export async function noteOutcome(ctx: BillingContext, item: WorkItem, result: EventOutcome): Promise<void> {
  billingCounts.events.inc({ outcome: result.outcome });
  const now = ctx.clock();
  const handled = result.outcome === "handled";
  const tired = result.outcome === "unresolved" && now.getTime() - item.receivedAt.getTime() > UNRESOLVED_LIFE_MS;
  await write(ctx.db, {
    eventId: item.eventId,
    outcome: result.outcome,
    userId: "userId" in result ? result.userId : null,
    attempts: item.attempts + 1,
    failure: "failure" in result ? result.failure : null,
    handledAt: handled ? now : null,
    dueAt: handled || tired ? null : nextTry(item.attempts, now),
  });
}

/** 2, 4, 8, ... seconds, an hour at most. */
function nextTry(attempts: number, now: Date): Date {
  return new Date(now.getTime() + Math.min(SECOND * 2 ** (attempts + 1), LONGEST_PAUSE_MS));
}

type Row = Readonly<{
  eventId: string;
  outcome: string;
  userId: string | null;
  attempts: number;
  failure: string | null;
  handledAt: Date | null;
  dueAt: Date | null;
}>;

/** What ends at the same time is written together. */
const write = gatherCalls(MOST_ROWS, async (db: Db, rows: readonly Row[]) => {
  const ordered = [...rows].sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
  await db.$client.query(WRITE, [
    ordered.map((row) => row.eventId),
    ordered.map((row) => row.outcome),
    ordered.map((row) => row.userId),
    ordered.map((row) => row.attempts),
    ordered.map((row) => row.failure),
    ordered.map((row) => row.handledAt),
    ordered.map((row) => row.dueAt),
  ]);
  return rows.map(() => undefined);
});

const WRITE = `
  UPDATE webhook_events AS event
  SET outcome = result.outcome, user_id = coalesce(result.user_id, event.user_id), attempts = result.attempts,
      failure = result.failure, handled_at = result.handled_at, due_at = result.due_at
  FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::timestamptz[], $7::timestamptz[])
    AS result (event_id, outcome, user_id, attempts, failure, handled_at, due_at)
  WHERE event.event_id = result.event_id`;
