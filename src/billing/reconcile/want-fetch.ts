import { type Db, gatherCalls } from "../../platform/db/index.ts";

const MOST_USERS = 100;

/**
 * Notes one more reason to fetch a user's state, so that a process that is killed from here on is made up for by the
 * sweep. It does not wait for the disk: whatever gave the reason (an event of the inbox) is durable itself.
 * @returns the count that a fetch has to answer; null when there is no such account.
 */
export const wantFetch = gatherCalls(MOST_USERS, async (db: Db, userIds: readonly string[]) => {
  const ids = [...new Set(userIds)];
  const { rows } = await db.$client.query<{ user_id: string; wanted: string }>(WANT, [ids]);
  const wanted = new Map(rows.map((row) => [row.user_id, Number(row.wanted)]));
  return userIds.map((userId) => wanted.get(userId) ?? null);
});

/** Several calls of one user count once: the same fetch answers them. */
const WANT = `
  INSERT INTO billing_accounts (user_id, wanted)
  SELECT users.id, 1
  FROM unnest($1::text[]) AS asked (user_id) JOIN users ON users.id = asked.user_id,
  (SELECT set_config('synchronous_commit', 'off', true)) AS relaxed
  ORDER BY users.id
  ON CONFLICT (user_id) DO UPDATE SET wanted = billing_accounts.wanted + 1
  RETURNING user_id, wanted`;
