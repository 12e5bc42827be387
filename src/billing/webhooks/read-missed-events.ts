import { sql } from "drizzle-orm";
import type { BillingContext } from "../context.ts";
import { billingCursors } from "../tables.ts";
import { describeEvent } from "./describe-event.ts";
import { HANDLED_TYPES } from "./handled-types.ts";
import type { InboxWorker } from "./inbox-worker.ts";
import type { EventStore } from "./store-events.ts";

const CURSOR = "stripe_events";
/** Read again each time: an event may show up in the list a little after the time it bears. */
const OVERLAP_MS = 600_000;
/** Stripe lists events of the last 30 days. */
const FIRST_READ_MS = 30 * 86_400_000;
const LEASE_SECONDS = 120;

/**
 * Reads Stripe's own list of events since the last reading and puts those that no webhook brought into the inbox.
 * One process at a time; the others leave it at that.
 */
export async function readMissedEvents(
  ctx: BillingContext,
  inbox: { store: EventStore; worker: InboxWorker },
): Promise<void> {
  const now = ctx.clock();
  const readUntil = await takeCursor(ctx, now);
  if (readUntil === null) return;
  const since = Math.floor((readUntil.getTime() - OVERLAP_MS) / 1000);
  // The list takes at most 20 types; there are 19.
  const events = ctx.stripe.events.list({ types: [...HANDLED_TYPES], created: { gte: since }, limit: 100 });
  for await (const event of events) {
    const row = describeEvent(event, { source: "events_list", livemode: ctx.config.stripe.livemode, now });
    if ((await inbox.store(row)) === "new" && row.outcome === "pending") inbox.worker.take({ ...row, attempts: 0 });
  }
  await ctx.db
    .update(billingCursors)
    .set({ readUntil: now, leaseUntil: null })
    .where(sql`${billingCursors.name} = ${CURSOR}`);
}

/** Until when the list has been read; null while another process reads it. */
async function takeCursor(ctx: BillingContext, now: Date): Promise<Date | null> {
  const first = new Date(now.getTime() - FIRST_READ_MS);
  const result = await ctx.db.execute<{ read_until: string | Date }>(sql`
    INSERT INTO billing_cursors (name, read_until, lease_until)
    VALUES (${CURSOR}, ${first}::timestamptz, now() + make_interval(secs => ${LEASE_SECONDS}))
    ON CONFLICT (name) DO UPDATE SET lease_until = excluded.lease_until
      WHERE billing_cursors.lease_until IS NULL OR billing_cursors.lease_until < now()
    RETURNING read_until`);
  const row = result.rows[0];
  return row === undefined ? null : new Date(row.read_until);
}
