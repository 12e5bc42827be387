import { and, eq, ne, sql } from "drizzle-orm";
import { Refusal } from "../../platform/errors/index.ts";
import type { BillingContext } from "../context.ts";
import { billingOutbox } from "../tables.ts";
import type { OutboxRow } from "./list-outbox.ts";

/**
 * Makes a task, or all that were given up, due now: a running server does them within a second or two.
 * @throws Refusal 404 for an unknown task, 409 for one that is done
 */
export async function retryOutbox(
  ctx: BillingContext,
  choice: { id: string } | { failed: true },
): Promise<readonly OutboxRow[]> {
  const { state, round } = billingOutbox;
  const isGivenUp = sql`${state} = 'failed'`;
  const retried = await ctx.db
    .update(billingOutbox)
    .set({
      state: "due",
      dueAt: ctx.clock(),
      attempts: 0,
      failure: null,
      // Stripe repeats a remembered answer to a known key: what was given up is asked anew. What only waits may be
      // under way at this moment, and keeps its key.
      round: sql`${round} + CASE WHEN ${isGivenUp} THEN 1 ELSE 0 END`,
    })
    .where("id" in choice ? and(eq(billingOutbox.id, choice.id), ne(state, "done")) : isGivenUp)
    .returning();
  if (retried.length === 0 && "id" in choice) await refuse(ctx, choice.id);
  return retried;
}

async function refuse({ db }: BillingContext, id: string): Promise<never> {
  const [row] = await db.select({ id: billingOutbox.id }).from(billingOutbox).where(eq(billingOutbox.id, id));
  if (row === undefined) throw new Refusal(404, `There is no correction or mail ${id}: \`billing:outbox\` lists them.`);
  throw new Refusal(409, `${id} is done already.`);
}
