import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { KEY_SQL, SESSION_TAIL, WEEKLY_PRICE } from "../fixtures/fixture-ids.ts";
import { type EventKind, eventsOfUser, usersOf } from "../load/make-requests.ts";

/** Users who are about to buy: with a customer and an open session, so that the events resolve as real ones do. */
export async function seedBuyers(pool: pg.Pool, series: string, kind: EventKind, events: number): Promise<void> {
  const users = Math.ceil(events / eventsOfUser(kind));
  const numbers = "generate_series(0, $2::int - 1) n";
  const numbered = [usersOf(series), users];
  await pool.query(
    `INSERT INTO users (id, name, email) SELECT ${KEY_SQL}, 'Student', ${KEY_SQL} || '@example.com' FROM ${numbers}`,
    numbered,
  );
  await pool.query(
    `INSERT INTO billing_customers (customer_id, user_id, created_at)
     SELECT 'cus_' || ${KEY_SQL}, ${KEY_SQL}, now() FROM ${numbers}`,
    numbered,
  );
  await pool.query(
    `INSERT INTO checkout_sessions
       (id, user_id, plan_id, caller, price_id, customer_id, state, stripe_session_id, created_at, expires_at)
     SELECT gen_random_uuid()::text, ${KEY_SQL}, 'weekly', 'owner', $3, 'cus_' || ${KEY_SQL}, 'open',
       'cs_test_' || ${KEY_SQL} || $4, now(), now() + interval '1 day' FROM ${numbers}`,
    [...numbered, WEEKLY_PRICE, SESSION_TAIL],
  );
}

/** Sets aside the events that are not begun and waits for the others, so that the next run has the machine to itself. */
export async function stopTheWork(pool: pg.Pool): Promise<void> {
  await pool.query("UPDATE webhook_events SET due_at = NULL WHERE outcome = 'pending' AND due_at IS NOT NULL");
  for (let before = -1, now = await countHandled(pool); before !== now; now = await countHandled(pool)) {
    before = now;
    await pause(1000);
  }
  const { rows } = await pool.query<{ failed: number }>(
    "SELECT count(*)::int AS failed FROM webhook_events WHERE outcome IN ('failed', 'unresolved')",
  );
  if (rows[0]?.failed !== 0) throw new Error(`${rows[0]?.failed} events could not be worked on`);
  await pool.query("UPDATE checkout_sessions SET state = 'expired' WHERE state = 'open'");
}

async function countHandled(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ handled: number }>(
    "SELECT count(*)::int AS handled FROM webhook_events WHERE outcome = 'handled'",
  );
  return rows[0]?.handled ?? 0;
}
