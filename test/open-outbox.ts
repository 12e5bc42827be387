import { correctionId } from "../src/billing/access/decide-corrections.ts";
import { claimDueTasks, type DueTask } from "../src/billing/outbox/claim-due-tasks.ts";
import { doTask } from "../src/billing/outbox/do-task.ts";
import type { Correction, OutboxTask } from "../src/billing/outbox/tasks.ts";
import { billingOutbox } from "../src/billing/tables.ts";
import { openBilling } from "./open-billing.ts";

type Row = typeof billingOutbox.$inferSelect;

export type Outbox = Awaited<ReturnType<typeof openOutbox>>;

/** Billing with one task at a time in its outbox. */
export async function openOutbox() {
  const billing = await openBilling();
  const { ctx, db } = billing;

  /** Gives a task to be done. */
  const take = async (task: OutboxTask, change: Partial<Row> = {}): Promise<DueTask> => {
    const now = ctx.clock();
    const id = task.type === "correction" ? correctionId(task.correction) : "mail_1";
    const row = { id, userId: "user_1", task, state: "due" as const, dueAt: now, createdAt: now, ...change };
    await db.insert(billingOutbox).values(row);
    const [due] = await claimDueTasks(ctx, { limit: 1 });
    if (due === undefined) throw new Error("nothing is due");
    return due;
  };

  return {
    ...billing,
    take,
    /** Makes a correction, as the outbox does: true when it was done. */
    correct: async (correction: Correction, change: Partial<Row> = {}) =>
      doTask(ctx, await take({ type: "correction", correction }, change)),
    /** What became of the task. */
    row: async () => (await db.select().from(billingOutbox))[0],
    empty: () => db.delete(billingOutbox),
    /** Ends the trouble that a test has ordered at Stripe. */
    calm: () => fetch(`${billing.config.stripe.apiBase}/_sandbox/faults`, { method: "DELETE" }),
  };
}
