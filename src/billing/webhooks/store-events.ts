import { type Db, gatherCalls } from "../../platform/db/index.ts";
import { webhookEvents } from "../tables.ts";

export type EventRow = typeof webhookEvents.$inferInsert;

/** Makes an event durable. `new` the first time its id is seen, `duplicate` after that. */
export type EventStore = (row: EventRow) => Promise<"new" | "duplicate">;

const MOST_ROWS = 200;

/** Makes a store that commits together what arrives together; each caller hears of its own event after the commit. */
export function createEventStore(db: Db): EventStore {
  return (row) => insertEvent(db, row);
}

const insertEvent = gatherCalls(MOST_ROWS, insertEvents);

async function insertEvents(db: Db, rows: readonly EventRow[]): Promise<("new" | "duplicate")[]> {
  // Sorted, so that two batches with the same events never wait for each other in a circle.
  const ordered = [...rows].sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
  const inserted = await db
    .insert(webhookEvents)
    .values(ordered)
    .onConflictDoNothing()
    .returning({ eventId: webhookEvents.eventId });
  const fresh = new Set(inserted.map(({ eventId }) => eventId));
  return rows.map(({ eventId }) => (fresh.delete(eventId) ? "new" : "duplicate"));
}
