import { expect } from "vitest";
import type { PlanId } from "../../src/contract/index.ts";
import type { Database } from "../../src/platform/db/index.ts";
import type { Purchase } from "./buy.ts";
import type { Books } from "./open-shop.ts";

/** Who paid at Stripe is who the buyers say, and each got exactly one grant for each payment, in that order. */
export async function checkGrants({ pool }: Database, books: Books, purchases: readonly Purchase[]): Promise<void> {
  const paidAtStripe = groupBy(
    books.objects["checkout.session"].filter((session) => session.status === "complete"),
    (session) => session.metadata?.userId ?? "",
    (session) => `${session.metadata?.planId} ${session.payment_status}`,
  );
  const changes = await pool.query<{ user_id: string; granted: boolean; plan: string }>(
    "select user_id, granted, plan from access_changes order by user_id, generation",
  );
  const grants = groupBy(
    changes.rows,
    (row) => row.user_id,
    (row) => `${row.plan} ${row.granted ? "granted" : "taken away"}`,
  );
  expect(paidAtStripe).toEqual(expectedOf(purchases, "paid"));
  expect(grants).toEqual(expectedOf(purchases, "granted"));
}

function expectedOf(purchases: readonly Purchase[], what: string): Record<string, string[]> {
  const buyers = purchases.filter(({ paid }) => paid.length > 0);
  return Object.fromEntries(
    buyers.map(({ student, paid }) => [student.id, paid.map((plan: PlanId) => `${plan} ${what}`)]),
  );
}

/** Each session at Stripe is exactly one row, and no student has two that can be paid, nor two Stripe customers. */
export async function checkSessions({ pool }: Database, books: Books): Promise<void> {
  const sessions = books.objects["checkout.session"];
  const { rows } = await pool.query<{ id: string; user_id: string; caller: string }>(
    "select stripe_session_id as id, user_id, caller from checkout_sessions",
  );
  expect(rows.map(({ id }) => id).sort()).toEqual(sessions.map(({ id }) => id).sort());

  const open = new Set(sessions.filter(({ status }) => status === "open").map(({ id }) => id));
  const payable = rows.filter(({ id }) => open.has(id)).map((row) => `${row.user_id} ${row.caller}`);
  expect(payable.sort()).toEqual([...new Set(payable)].sort());

  const owners = books.objects.customer.flatMap((customer) => customer.metadata.userId ?? []);
  expect(owners.sort()).toEqual([...new Set(owners)].sort());
}

/** Every event was answered with 200 by every endpoint, and is one row that was dealt with. */
export async function checkEvents({ pool }: Database, books: Books): Promise<void> {
  const { rows } = await pool.query<{ event_id: string; outcome: string }>(
    "select event_id, outcome from webhook_events",
  );
  const delivered = new Set(books.deliveries.map(({ event }) => event));
  expect(rows.map((row) => row.event_id).sort()).toEqual([...delivered].sort());
  expect(rows.filter(({ outcome }) => outcome !== "handled" && outcome !== "ignored")).toEqual([]);
  expect(books.deliveries.filter(({ state }) => state !== "delivered")).toEqual([]);
  const wanted = books.objects.webhook_endpoint.length * delivered.size;
  expect(books.deliveries).toHaveLength(wanted);
}

/** Throws while an event waits for its work or its delivery, or a fetch is owed. */
export async function checkSettled({ pool }: Database, books: Books): Promise<void> {
  const events = await pool.query(
    "select event_id, type, outcome, attempts, due_at, failure from webhook_events where outcome not in ('handled', 'ignored')",
  );
  expect(events.rows, "events that wait").toEqual([]);
  const accounts = await pool.query(
    "select user_id, wanted, done, lease_until from billing_accounts where wanted > done",
  );
  expect(accounts.rows, "fetches that are owed").toEqual([]);
  expect(books.deliveries.filter(({ state }) => state === "pending")).toEqual([]);
}

function groupBy<T>(
  items: readonly T[],
  key: (item: T) => string,
  value: (item: T) => string,
): Record<string, string[]> {
  const groups: Record<string, string[]> = {};
  for (const item of items) groups[key(item)] = [...(groups[key(item)] ?? []), value(item)];
  return groups;
}
