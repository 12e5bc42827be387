import { sql } from "drizzle-orm";
import type { BillingContext } from "../context.ts";
import type { WorkItem } from "./work-item.ts";

/** Longer than the work on one event can take. */
const LEASE_SECONDS = 60;

/**
 * Takes up to `limit` events that are due, so that no other process takes them for LEASE_SECONDS. An event whose
 * worker was killed becomes due again by itself.
 */
export async function claimDueEvents(ctx: BillingContext, limit: number): Promise<WorkItem[]> {
  const now = ctx.clock();
  const until = new Date(now.getTime() + LEASE_SECONDS * 1000);
  const result = await ctx.db.execute<Row>(sql`
    UPDATE webhook_events SET due_at = ${until}::timestamptz
    WHERE event_id IN (
      SELECT event_id FROM webhook_events WHERE due_at <= ${now}::timestamptz
      ORDER BY due_at, event_id LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    RETURNING event_id, type, "references", received_at, attempts`);
  return result.rows.map((row) => ({
    eventId: row.event_id,
    type: row.type,
    references: row.references,
    receivedAt: new Date(row.received_at),
    attempts: row.attempts,
  }));
}

type Row = {
  event_id: string;
  type: string;
  references: WorkItem["references"];
  received_at: string | Date;
  attempts: number;
};
