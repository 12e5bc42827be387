import { isHandled } from "../../../src/billing/webhooks/handled-types.ts";
import type { Database } from "../../../src/platform/db/index.ts";
import type { Shop } from "../open-shop.ts";
import { waitUntil } from "../wait-until.ts";

/** Resolves when nothing waits any more: no delivery, event, fetch or task, and no event is missing. */
export async function waitForCalm(shop: Shop, seconds: number): Promise<void> {
  const patience = { seconds, pauseMs: 1000 };
  await waitUntil(async () => {
    const waiting = await countWaiting(shop);
    if (Object.values(waiting).some((count) => count > 0)) throw new Error(`still waiting: ${JSON.stringify(waiting)}`);
  }, patience);
  await waitUntil(async () => {
    const missing = await findMissingEvents(shop);
    if (missing.length > 0) throw new Error(`events that never came: ${missing.join(", ")}`);
  }, patience);
}

async function countWaiting({ database, deliveries }: Shop): Promise<Record<string, number>> {
  const { rows } = await database.pool.query<Record<string, number>>(`
    select
      (select count(*)::int from webhook_events where outcome not in ('handled', 'ignored')) as events,
      (select count(*)::int from billing_accounts where wanted > done) as fetches,
      (select count(*)::int from billing_outbox where state = 'due') as tasks`);
  return { ...rows[0], deliveries: (await deliveries()).pending };
}

async function findMissingEvents({ database, books }: Shop): Promise<string[]> {
  const { objects } = await books();
  const { rows } = await database.pool.query<{ event_id: string }>("select event_id from webhook_events");
  const known = new Set(rows.map((row) => row.event_id));
  return objects.event
    .filter(({ id, type }) => isHandled(type) && !known.has(id))
    .map(({ id, type }) => `${type} ${id}`);
}

/**
 * Says that all leases and pauses are over and lets a fresh server begin, whose first reading of Stripe's events comes
 * at once. For a run that is shorter than they are.
 */
export async function endAllPauses(database: Database): Promise<void> {
  await database.pool.query(`
    update billing_cursors set lease_until = null;
    update webhook_events set due_at = now() where due_at > now();
    update billing_outbox set due_at = now() where due_at > now();`);
}
