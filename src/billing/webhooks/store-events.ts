import type { Db } from "../../platform/db/index.ts";
import { webhookEvents } from "../tables.ts";

export type EventRow = typeof webhookEvents.$inferInsert;

/** Makes an event durable. `new` the first time its id is seen, `duplicate` after that. */
export type EventStore = (row: EventRow) => Promise<"new" | "duplicate">;

const MOST_ROWS = 200;

type Waiting = { row: EventRow; resolve(outcome: "new" | "duplicate"): void; reject(error: unknown): void };

/**
 * Makes a store that commits together what arrives together: while one INSERT is on its way, the next events gather
 * for the following one. Each caller hears of its own event only after the commit.
 */
export function createEventStore(db: Db): EventStore {
  let waiting: Waiting[] = [];
  let writing = false;

  async function writeAll(): Promise<void> {
    writing = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MOST_ROWS);
      waiting = waiting.slice(MOST_ROWS);
      await writeBatch(db, batch);
    }
    writing = false;
  }

  return (row) =>
    new Promise((resolve, reject) => {
      waiting.push({ row, resolve, reject });
      if (!writing) void writeAll();
    });
}

/** Settles every caller of the batch; never rejects itself. */
async function writeBatch(db: Db, batch: readonly Waiting[]): Promise<void> {
  try {
    // Sorted, so that two batches with the same events never wait for each other in a circle.
    const rows = batch.map(({ row }) => row).sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
    const inserted = await db
      .insert(webhookEvents)
      .values(rows)
      .onConflictDoNothing()
      .returning({ eventId: webhookEvents.eventId });
    const fresh = new Set(inserted.map(({ eventId }) => eventId));
    for (const { row, resolve } of batch) resolve(fresh.delete(row.eventId) ? "new" : "duplicate");
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
