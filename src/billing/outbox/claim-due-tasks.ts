import { sql } from "drizzle-orm";
import type { BillingContext } from "../context.ts";
import type { OutboxTask } from "./tasks.ts";

/** Longer than one task can take. */
const LEASE_SECONDS = 60;

export type DueTask = Readonly<{
  id: string;
  userId: string;
  task: OutboxTask;
  round: number;
  attempts: number;
  createdAt: Date;
}>;

/** Whose tasks: everybody's, or the corrections of one user. */
export type Claim = Readonly<{ limit: number; correctionsOf?: string }>;

/** Takes tasks that are due, so that no other process takes them for LEASE_SECONDS. */
export async function claimDueTasks(ctx: BillingContext, { limit, correctionsOf }: Claim): Promise<DueTask[]> {
  const now = ctx.clock();
  const until = new Date(now.getTime() + LEASE_SECONDS * 1000);
  const whose = correctionsOf ? sql`AND user_id = ${correctionsOf} AND task->>'type' = 'correction'` : sql``;
  const result = await ctx.db.execute<Row>(sql`
    UPDATE billing_outbox SET due_at = ${until}::timestamptz
    WHERE id IN (
      SELECT id FROM billing_outbox WHERE due_at <= ${now}::timestamptz ${whose}
      ORDER BY due_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    RETURNING id, user_id, task, round, attempts, created_at`);
  return result.rows.map((row) => ({
    id: row.id,
    userId: row.user_id,
    task: row.task,
    round: row.round,
    attempts: row.attempts,
    createdAt: new Date(row.created_at),
  }));
}

type Row = {
  id: string;
  user_id: string;
  task: OutboxTask;
  round: number;
  attempts: number;
  created_at: string | Date;
};
