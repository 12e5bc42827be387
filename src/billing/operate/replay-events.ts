import { setTimeout as pause } from "node:timers/promises";
import { and, eq, gte, inArray, type SQL, sql } from "drizzle-orm";
import Stripe from "stripe";
import { Refusal } from "../../platform/errors/index.ts";
import type { BillingContext } from "../context.ts";
import type { Inbox } from "../inbox.ts";
import { webhookEvents } from "../tables.ts";
import { describeEvent } from "../webhooks/describe-event.ts";
import type { EventRow } from "./list-events.ts";

/** Which events: one by its id, those that failed or are nobody's, or those received since a moment. */
export type ReplayChoice = Readonly<{ eventId: string } | { failed: true } | { since: Date }>;

type EventOutcome = EventRow["outcome"];

const UNSETTLED = ["failed", "unresolved", "pending"] as const;

export type Replayed = Readonly<{
  total: number;
  /** The event was not in the inbox and was fetched from Stripe. */
  fetched: boolean;
  outcomes: Readonly<Partial<Record<EventOutcome, number>>>;
  /** What stays failed, nobody's or undone: the first 50 of `unsettledTotal`. */
  unsettled: readonly EventRow[];
  unsettledTotal: number;
}>;

const LOOK_MS = 100;
/** A server beside us may take some of the events: how long it is given to end them. */
const PATIENCE_MS = 60_000;

/**
 * Works on events again, at once. What is ignored (types that we don't handle, the other mode's) stays ignored.
 * @throws Refusal 404 when neither the inbox nor Stripe knows the event
 */
export async function replayEvents(
  ctx: BillingContext,
  inbox: Inbox,
  { choice, onProgress = () => {} }: { choice: ReplayChoice; onProgress?: (done: number, total: number) => void },
): Promise<Replayed> {
  const fetched = "eventId" in choice && (await fetchUnknown(ctx, inbox, choice.eventId));
  const eventIds = await makeDue(ctx, choice);
  if (eventIds.length === 0) return { total: 0, fetched, ...(await summarize(ctx, chosenBy(choice))) };
  let working = true;
  const work = inbox.worker.workOff().finally(() => {
    working = false;
  });
  const watched = watch(ctx, eventIds, () => working, onProgress);
  await Promise.all([work, watched]);
  return { total: eventIds.length, fetched, ...(await summarize(ctx, amongThese(eventIds))) };
}

/** Puts an event into the inbox that is not there; true when it was fetched. Stripe keeps events for 30 days. */
async function fetchUnknown(ctx: BillingContext, inbox: Inbox, eventId: string): Promise<boolean> {
  const known = await ctx.db.select({ id: webhookEvents.eventId }).from(webhookEvents).where(chosenBy({ eventId }));
  if (known.length > 0) return false;
  const event = await ctx.stripe.events.retrieve(eventId).catch((error) => {
    const missing = error instanceof Stripe.errors.StripeInvalidRequestError && error.code === "resource_missing";
    if (!missing) throw error;
    const said = `Neither the inbox nor Stripe knows the event ${eventId}; Stripe keeps events for 30 days.`;
    throw new Refusal(404, said, { cause: error });
  });
  const { livemode } = ctx.config.stripe;
  await inbox.store(describeEvent(event, { source: "events_list", livemode, now: ctx.clock() }));
  return true;
}

/** As if they had just come: all tries before are forgotten. Gives their ids. */
async function makeDue(ctx: BillingContext, choice: ReplayChoice): Promise<string[]> {
  const rows = await ctx.db
    .update(webhookEvents)
    .set({ outcome: "pending", attempts: 0, failure: null, handledAt: null, dueAt: ctx.clock() })
    .where(and(chosenBy(choice), sql`${webhookEvents.outcome} <> 'ignored'`))
    .returning({ eventId: webhookEvents.eventId });
  return rows.map(({ eventId }) => eventId);
}

/** Tells how many are through, until all are; those that another process has taken are waited for a while. */
async function watch(
  ctx: BillingContext,
  eventIds: readonly string[],
  isWorking: () => boolean,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const [row] = await ctx.db
      .select({ done: sql<number>`count(*)::int` })
      .from(webhookEvents)
      .where(and(amongThese(eventIds), sql`${webhookEvents.attempts} > 0`));
    const done = row?.done ?? 0;
    onProgress(done, eventIds.length);
    if (done === eventIds.length || (!isWorking() && performance.now() > deadline)) return;
    await pause(LOOK_MS);
  }
}

async function summarize(ctx: BillingContext, which: SQL | undefined) {
  const { outcome, eventId } = webhookEvents;
  const counts = await ctx.db
    .select({ outcome, events: sql<number>`count(*)::int` })
    .from(webhookEvents)
    .where(which)
    .groupBy(outcome);
  const unsettled = await ctx.db
    .select()
    .from(webhookEvents)
    .where(and(which, inArray(outcome, [...UNSETTLED])))
    .orderBy(eventId)
    .limit(50);
  const outcomes: Partial<Record<EventOutcome, number>> = Object.fromEntries(
    counts.map(({ outcome: name, events }) => [name, events]),
  );
  const unsettledTotal = UNSETTLED.reduce((sum, name) => sum + (outcomes[name] ?? 0), 0);
  return { outcomes, unsettled, unsettledTotal };
}

function chosenBy(choice: ReplayChoice): SQL | undefined {
  if ("eventId" in choice) return eq(webhookEvents.eventId, choice.eventId);
  if ("since" in choice) return gte(webhookEvents.receivedAt, choice.since);
  return inArray(webhookEvents.outcome, ["failed", "unresolved"]);
}

/** One parameter, however many there are. */
function amongThese(eventIds: readonly string[]): SQL {
  return sql`${webhookEvents.eventId} = ANY (ARRAY(SELECT jsonb_array_elements_text(${JSON.stringify(eventIds)}::jsonb)))`;
}
