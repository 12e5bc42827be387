import { and, eq } from "drizzle-orm";
import { describeError } from "../../platform/log/index.ts";
import type { BillingContext } from "../context.ts";
import { billingCounts } from "../metrics.ts";
import { billingOutbox } from "../tables.ts";
import { applyCorrection, NeedsOperator } from "./apply-correction.ts";
import type { DueTask } from "./claim-due-tasks.ts";
import { sendNotice } from "./send-notice.ts";

const SECOND = 1000;
const LONGEST_PAUSE_MS = 3_600 * SECOND;
/** About a week of tries; then a task is left to the operator. */
const MOST_ATTEMPTS = 180;

/** Does one task and writes down what came of it. Never rejects: a failure is an outcome too. True when it was done. */
export async function doTask(ctx: BillingContext, due: DueTask): Promise<boolean> {
  try {
    if (due.task.type === "correction") await applyCorrection(ctx, due.task.correction, `${due.id}:${due.round}`);
    else await sendNotice(ctx, due, due.task.notice);
    await note(ctx, due, { state: "done", dueAt: null, doneAt: ctx.clock(), failure: null });
    count(due, "done");
    return true;
  } catch (error) {
    count(due, "failed");
    await noteFailure(ctx, due, error);
    return false;
  }
}

function count({ task }: DueTask, outcome: "done" | "failed"): void {
  if (task.type === "mail") billingCounts.mails.inc({ kind: task.notice.kind, outcome });
  else billingCounts.corrections.inc({ kind: task.correction.kind, outcome });
}

async function noteFailure(ctx: BillingContext, due: DueTask, error: unknown): Promise<void> {
  const now = ctx.clock();
  const over = error instanceof NeedsOperator || due.attempts + 1 >= MOST_ATTEMPTS;
  ctx.log.error({ err: error, task: due.id, userId: due.userId, over }, over ? "task given up" : "task failed");
  const failure = JSON.stringify(describeError(error)).slice(0, 2000);
  const pause = Math.min(SECOND * 2 ** (due.attempts + 1), LONGEST_PAUSE_MS);
  const next = over
    ? ({ state: "failed", dueAt: null } as const)
    : ({ state: "due", dueAt: new Date(now.getTime() + pause) } as const);
  try {
    await note(ctx, due, { ...next, failure });
  } catch (cause) {
    // The row keeps the lease's end as its due time: it is taken up again from there.
    ctx.log.error({ err: cause, task: due.id }, "outcome could not be noted");
  }
}

async function note(
  ctx: BillingContext,
  due: DueTask,
  outcome: Partial<typeof billingOutbox.$inferInsert>,
): Promise<void> {
  await ctx.db
    .update(billingOutbox)
    .set({ ...outcome, attempts: due.attempts + 1 })
    // Decided anew meanwhile, it is another round's.
    .where(and(eq(billingOutbox.id, due.id), eq(billingOutbox.round, due.round)));
}
