import { formatMoment, listOutbox, type OutboxRow, retryOutbox } from "../billing/index.ts";
import { type Command, readArguments, type Terminal, UsageError } from "./command.ts";
import { describeFailure } from "./describe-failure.ts";
import { withBilling } from "./open-billing.ts";

const FAILED = { failed: { type: "boolean" } } as const;

export const outboxCommands: readonly Command[] = [
  {
    usage: "billing:outbox [--failed]",
    does: "lists corrections at Stripe and mails that were given up or wait",
    run: list,
  },
  {
    usage: "billing:outbox:retry ID | --failed",
    does: "makes one of them, or all that were given up, due again",
    run: retry,
  },
];

async function list(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = readArguments(args, { words: [0, 0], options: FAILED });
  return await withBilling(terminal, async (ctx) => {
    const rows = await listOutbox(ctx, { failed: values.failed === true });
    if (rows.length === 0) terminal.print(values.failed ? "Nothing was given up." : "Nothing waits.");
    for (const row of rows) terminal.print(describeTask(row));
    return 0;
  });
}

async function retry(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, words } = readArguments(args, { words: [0, 1], options: FAILED });
  const [id] = words;
  if ((id === undefined) === (values.failed !== true)) throw new UsageError("Give an ID or --failed.");
  return await withBilling(terminal, async (ctx) => {
    const retried = await retryOutbox(ctx, id === undefined ? { failed: true } : { id });
    for (const row of retried) terminal.print(`Due again: ${row.id}`);
    terminal.print(`${retried.length} due now. A running server does them within a few seconds.`);
    return 0;
  });
}

/** A task in a line or two: what, whose, how it stands, and why it failed. */
export function describeTask(row: OutboxRow): string {
  const { id, userId, task, state, attempts, dueAt, doneAt, createdAt, failure } = row;
  const why = task.type === "correction" ? ` (${task.correction.why})` : "";
  const tries = attempts === 0 ? "" : attempts === 1 ? ", tried once" : `, tried ${attempts} times`;
  const when =
    state === "done" && doneAt !== null
      ? ` ${formatMoment(doneAt)}`
      : state === "due" && dueAt !== null
        ? ` ${formatMoment(dueAt)}`
        : "";
  const stands = `${STATES[state]}${when}${tries}`;
  const line = `${task.type} ${id}${why} of ${userId}: ${stands}; decided ${formatMoment(createdAt)}`;
  return failure === null ? line : `${line}\n    ${describeFailure(failure)}`;
}

const STATES = { due: "due", done: "done", failed: "given up" } as const;
