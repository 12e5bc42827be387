import { createInbox, type ReplayChoice, replayEvents } from "../billing/index.ts";
import { type Command, readArguments, type Terminal, UsageError } from "./command.ts";
import { whyUnsettled } from "./describe-event.ts";
import { withBilling } from "./open-billing.ts";
import { readMoment } from "./read-moment.ts";
import { tellNowAndThen } from "./tell-now-and-then.ts";

const FLAGS = { failed: { type: "boolean" }, since: { type: "string" } } as const;

export const replayCommands: readonly Command[] = [
  {
    usage: "billing:replay EVENT | --failed | --since 2026-11-01T00:00Z",
    does: "works on Stripe's events again: one, those that failed or are nobody's, or all since then; exit code 1 when some stay so",
    run: replay,
  },
];

async function replay(args: readonly string[], terminal: Terminal): Promise<number> {
  const choice = readChoice(args);
  return await withBilling(terminal, async (ctx) => {
    const progress = tellNowAndThen(terminal.tell);
    const replayed = await replayEvents(ctx, createInbox(ctx), {
      choice,
      onProgress: (done, total) => progress(`${done} of ${total} events`, done === total),
    });
    if (replayed.fetched) terminal.tell("The inbox did not know this event: it was fetched from Stripe.");
    const outcomes = Object.entries(replayed.outcomes);
    if (outcomes.length === 0) terminal.print("There are no such events.");
    for (const [outcome, events] of outcomes) terminal.print(`${outcome}: ${events}`);
    for (const event of replayed.unsettled) {
      terminal.print(`${event.outcome} ${event.eventId} (${event.type}): ${whyUnsettled(event)}`);
    }
    const untold = replayed.unsettledTotal - replayed.unsettled.length;
    if (untold > 0) terminal.print(`and ${untold} more: billing:events`);
    return replayed.unsettledTotal > 0 ? 1 : 0;
  });
}

function readChoice(args: readonly string[]): ReplayChoice {
  const { values, words } = readArguments(args, { words: [0, 1], options: FLAGS });
  const choices: ReplayChoice[] = [
    ...words.map((eventId) => ({ eventId })),
    ...(values.failed ? [{ failed: true } as const] : []),
    ...(values.since === undefined ? [] : [{ since: readMoment("since", values.since) }]),
  ];
  const [choice] = choices;
  if (choice === undefined || choices.length > 1) throw new UsageError("Give one of EVENT, --failed and --since.");
  return choice;
}
