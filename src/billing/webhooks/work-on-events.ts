import { describeError } from "../../platform/log/index.ts";
import type { BillingContext } from "../context.ts";
import { reconcileUser } from "../reconcile/reconcile-user.ts";
import { noteOutcome } from "./note-outcome.ts";
import { resolveAtStripe, resolveUsers } from "./resolve-users.ts";
import type { WorkItem } from "./work-item.ts";

/** Events with the user that each is about. Those whom nobody could be found for, or failed, are noted and left out. */
export async function findUsers(
  ctx: BillingContext,
  items: readonly WorkItem[],
): Promise<{ item: WorkItem; userId: string }[]> {
  const known = await findKnown(ctx, items);
  const found = await Promise.all(items.map((item, index) => findUser(ctx, item, known?.[index])));
  return found.flatMap((each) => each ?? []);
}

/** Brings one user up to date, which is the work on all of these events: each only says that there is something new. */
export async function workOnEvents(ctx: BillingContext, userId: string, items: readonly WorkItem[]): Promise<void> {
  const [first] = items;
  if (first === undefined) return;
  try {
    await reconcileUser(ctx, userId, first.eventId);
    await Promise.all(items.map((item) => noteOutcome(ctx, item, { outcome: "handled", userId })));
  } catch (error) {
    ctx.log.error({ err: error, userId, events: items.map(({ eventId }) => eventId) }, "events failed: tried again");
    await Promise.all(items.map((item) => noteFailure(ctx, item, error)));
  }
}

async function findKnown(ctx: BillingContext, items: readonly WorkItem[]): Promise<(string | null)[] | null> {
  const references = items.map((item) => item.references);
  try {
    return await resolveUsers(ctx.db, references);
  } catch (error) {
    // Each is looked for by itself then, and its failure is its own.
    ctx.log.warn({ err: error }, "users of events could not be looked up together");
    return null;
  }
}

/** @param known whom our own rows name; undefined when they could not be asked */
async function findUser(ctx: BillingContext, item: WorkItem, known: string | null | undefined) {
  try {
    const [named] = known === undefined ? await resolveUsers(ctx.db, [item.references]) : [known];
    const userId = named ?? (await resolveAtStripe(ctx, item.references));
    if (userId !== null) return { item, userId };
    if (item.attempts === 0) {
      ctx.log.warn({ eventId: item.eventId, type: item.type, references: item.references }, "event of nobody we know");
    }
    await noteOutcome(ctx, item, { outcome: "unresolved", userId: null });
  } catch (error) {
    ctx.log.error({ err: error, eventId: item.eventId, type: item.type }, "event failed: it will be tried again");
    await noteFailure(ctx, item, error);
  }
  return null;
}

async function noteFailure(ctx: BillingContext, item: WorkItem, error: unknown): Promise<void> {
  const failure = JSON.stringify(describeError(error)).slice(0, 2000);
  try {
    await noteOutcome(ctx, item, { outcome: "failed", failure });
  } catch (cause) {
    // The row keeps its present due time: the worker takes it up from there once the database is back.
    ctx.log.error({ err: cause, eventId: item.eventId }, "failure could not be noted");
  }
}
