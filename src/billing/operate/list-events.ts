import { asc, desc, inArray } from "drizzle-orm";
import type { BillingContext } from "../context.ts";
import { webhookEvents } from "../tables.ts";

export type EventRow = typeof webhookEvents.$inferSelect;

const MOST_ROWS = 500;

/** Events that failed, are nobody's or wait to be worked on; `failed` leaves out those that wait. The newest 500. */
export function listEvents({ db }: BillingContext, { failed }: { failed: boolean }): Promise<EventRow[]> {
  return db
    .select()
    .from(webhookEvents)
    .where(inArray(webhookEvents.outcome, failed ? ["failed", "unresolved"] : ["failed", "unresolved", "pending"]))
    .orderBy(desc(webhookEvents.receivedAt), asc(webhookEvents.eventId))
    .limit(MOST_ROWS);
}
