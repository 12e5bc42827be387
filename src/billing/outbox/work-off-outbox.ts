import type { BillingContext } from "../context.ts";
import { claimDueTasks } from "./claim-due-tasks.ts";
import { doTask } from "./do-task.ts";

const AT_ONCE = 8;

/**
 * Does what is due, until nothing is. Safe with several processes: each claims its tasks.
 * @param afterCorrection brings the user's snapshot up to what was corrected
 */
export async function workOffOutbox(
  ctx: BillingContext,
  afterCorrection: (userId: string, taskId: string) => Promise<void>,
): Promise<void> {
  for (;;) {
    const tasks = await claimDueTasks(ctx, { limit: AT_ONCE });
    if (tasks.length === 0) return;
    await Promise.all(
      tasks.map(async (due) => {
        const done = await doTask(ctx, due);
        if (done && due.task.type === "correction") await afterCorrection(due.userId, due.id);
      }),
    );
  }
}

/** Does one user's corrections that are due, at once. True when any was done. */
export async function applyDueCorrections(ctx: BillingContext, userId: string): Promise<boolean> {
  const tasks = await claimDueTasks(ctx, { limit: AT_ONCE, correctionsOf: userId });
  const outcomes = [];
  // One after the other: a subscription is canceled before its money goes back.
  for (const due of tasks) outcomes.push(await doTask(ctx, due));
  return outcomes.some(Boolean);
}
