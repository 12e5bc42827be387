import { eq } from "drizzle-orm";
import { describeError } from "../../platform/log/index.ts";
import type { BillingContext } from "../context.ts";
import { reconcileUser } from "../reconcile/reconcile-user.ts";
import { webhookEvents } from "../tables.ts";
import type { EventReferences } from "./extract-references.ts";
import { resolveUser } from "./resolve-user.ts";

export type WorkItem = Readonly<{
  eventId: string;
  type: string;
  references: EventReferences;
  receivedAt: Date;
  attempts: number;
}>;

const SECOND = 1000;
const LONGEST_PAUSE_MS = 3_600 * SECOND;
/** How long an event of nobody we know is tried again; it stays in the inbox, for the operator, for good. */
const UNRESOLVED_LIFE_MS = 3 * 86_400 * SECOND;

/**
 * Works on one event of the inbox and writes down what came of it. Never rejects: a failure is an outcome too, with
 * the time of the next try.
 */
export async function workOnEvent(ctx: BillingContext, item: WorkItem): Promise<void> {
  try {
    await writeOutcome(ctx, item, await handle(ctx, item));
  } catch (error) {
    ctx.log.error({ err: error, eventId: item.eventId, type: item.type }, "event failed: it will be tried again");
    await noteFailure(ctx, item, error);
  }
}

type Outcome = Readonly<{ outcome: "handled" | "unresolved"; userId: string | null }>;

async function handle(ctx: BillingContext, item: WorkItem): Promise<Outcome> {
  const userId = await resolveUser(ctx.db, item.references);
  if (userId === null) return { outcome: "unresolved", userId: null };
  await reconcileUser(ctx, userId, item.eventId);
  return { outcome: "handled", userId };
}

async function writeOutcome(ctx: BillingContext, item: WorkItem, { outcome, userId }: Outcome): Promise<void> {
  const now = ctx.clock();
  const done = outcome === "handled";
  const tired = now.getTime() - item.receivedAt.getTime() > UNRESOLVED_LIFE_MS;
  if (!done && item.attempts === 0) {
    ctx.log.warn({ eventId: item.eventId, type: item.type, references: item.references }, "event of nobody we know");
  }
  await ctx.db
    .update(webhookEvents)
    .set({
      outcome,
      userId,
      attempts: item.attempts + 1,
      failure: null,
      handledAt: done ? now : null,
      dueAt: done || tired ? null : nextTry(item.attempts, now),
    })
    .where(eq(webhookEvents.eventId, item.eventId));
}

async function noteFailure(ctx: BillingContext, item: WorkItem, error: unknown): Promise<void> {
  try {
    await ctx.db
      .update(webhookEvents)
      .set({
        outcome: "failed",
        attempts: item.attempts + 1,
        failure: JSON.stringify(describeError(error)).slice(0, 2000),
        dueAt: nextTry(item.attempts, ctx.clock()),
      })
      .where(eq(webhookEvents.eventId, item.eventId));
  } catch (cause) {
    // The row keeps its present due time: the worker takes it up from there once the database is back.
    ctx.log.error({ err: cause, eventId: item.eventId }, "failure could not be noted");
  }
}

/** 2, 4, 8, ... seconds, an hour at most. */
function nextTry(attempts: number, now: Date): Date {
  return new Date(now.getTime() + Math.min(SECOND * 2 ** (attempts + 1), LONGEST_PAUSE_MS));
}
