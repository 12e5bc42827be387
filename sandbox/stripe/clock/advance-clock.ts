import { doWhatIsDue } from "../checkout/run-due-work.ts";
import { contextOf, type Sandbox } from "../protocol/sandbox.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { agendaOf } from "./agenda.ts";

const TWO_YEARS = 2 * 366 * 24 * 3600;
const MAX_STEPS = 50_000;
/**
 * After about so many steps requests and deliveries have their turn, so that a long way does not look like a hang; only
 * between two moments, so that nobody sees one half done.
 */
const STEPS_AT_ONCE = 200;

export interface Move {
  from: number;
  now: number;
  /** How many things the clock brought about on the way. */
  steps: number;
}

/**
 * Moves the sandbox's clock to `to` (Unix seconds) through everything that falls due on the way, in order. Each step is
 * a transaction that carries the clock with it, so whatever interrupts the way leaves a state of one moment.
 */
export async function advanceClock(sandbox: Sandbox, to: number): Promise<Move> {
  const from = contextOf(sandbox).now;
  if (to < from) throw invalidRequest(`The clock only goes forward; it is ${from} now.`, "to");
  if (to - from > TWO_YEARS) throw invalidRequest("The clock moves two years at most at a time.", "to");
  const { store } = sandbox;
  const agenda = agendaOf(store);
  let steps = 0;
  let restedAt = 0;
  for (let due = agenda.next(to); due; due = agenda.next(to)) {
    if (steps === MAX_STEPS) throw tooManySteps(contextOf(sandbox).now);
    const step = due;
    if (steps - restedAt >= STEPS_AT_ONCE && step.at > contextOf(sandbox).now) {
      await new Promise((resolve) => setImmediate(resolve));
      restedAt = steps;
      continue;
    }
    store.transact(() => {
      setClock(sandbox, Math.max(step.at, contextOf(sandbox).now));
      doWhatIsDue({ ...contextOf(sandbox), now: step.at }, step);
    });
    steps += 1;
  }
  store.transact(() => setClock(sandbox, Math.max(to, contextOf(sandbox).now)));
  return { from, now: contextOf(sandbox).now, steps };
}

function setClock({ store, baseClock }: Sandbox, now: number): void {
  const offset_seconds = now - Math.floor(baseClock().getTime() / 1000);
  const clock = store.get("clock", "clock");
  if (clock?.offset_seconds === offset_seconds) return;
  store.put("clock", "clock", { id: "clock", settings: clock?.settings ?? null, offset_seconds });
}

function tooManySteps(now: number) {
  return invalidRequest(
    `The clock stopped at ${now} after ${MAX_STEPS} steps. Advance it again to go on, or reset the sandbox.`,
    "to",
  );
}
