import type { Life } from "./life.ts";
import type { World } from "./open-world.ts";

const MOST_ROUNDS = 40;
const A_DAY_AND_AN_HOUR = 25 * 3_600_000;

/** Lets the server do all that it does by itself, until nothing is due and nothing happens at Stripe any more. */
export async function settleLife(world: World, repair: Life["repair"]): Promise<void> {
  const { jobs } = world;
  // The longest that the sweep leaves anybody alone.
  if (repair === "sweep") world.advance(A_DAY_AND_AN_HOUR);
  let hasMoved = false;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = await countEvents(world);
    await jobs.workOffInbox();
    if (repair === "list of events") await jobs.readMissedEvents();
    await jobs.idle();
    const swept = await jobs.sweepAccounts();
    await jobs.workOffOutbox();
    await jobs.idle();
    const next = await nextDue(world);
    const isQuiet = next === null && swept === 0 && (await countEvents(world)) === before;
    if (isQuiet && !hasMoved) return;
    // Whatever came about while the clock moved, nothing tells the sweep of it: it has to come round again.
    hasMoved = !isQuiet && (hasMoved || next !== null);
    if (next !== null) world.advance(Math.max(0, next - world.now()) + 1);
    else if (isQuiet && repair === "sweep") world.advance(A_DAY_AND_AN_HOUR);
  }
  throw new Error(`after ${MOST_ROUNDS} rounds of all jobs something is still due: ${await describeDue(world)}`);
}

async function countEvents(world: World): Promise<number> {
  return (await world.books()).event.length;
}

/** An event of nobody we know is tried for days; a few tries are enough to see that they are in vain. */
const DUE = `
  SELECT due_at, type || ' ' || outcome || ' ' || coalesce(failure, '') AS what FROM webhook_events
  WHERE due_at IS NOT NULL AND NOT (outcome = 'unresolved' AND attempts > 3)
  UNION ALL
  SELECT due_at, id || ' ' || state || ' ' || coalesce(failure, '') FROM billing_outbox WHERE due_at IS NOT NULL
  ORDER BY due_at`;

async function nextDue({ database }: World): Promise<number | null> {
  const { rows } = await database.pool.query<{ due_at: Date }>(DUE);
  return rows[0]?.due_at.getTime() ?? null;
}

async function describeDue({ database }: World): Promise<string> {
  const { rows } = await database.pool.query<{ what: string }>(DUE);
  return rows.map(({ what }) => what.slice(0, 300)).join("\n");
}
