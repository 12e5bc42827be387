import { reconcileAccount, reconcileAll } from "../billing/index.ts";
import { type Command, readArguments, type Terminal, UsageError } from "./command.ts";
import { describeAccess } from "./describe-access.ts";
import { explainError } from "./explain-error.ts";
import { withBilling } from "./open-billing.ts";
import { tellNowAndThen } from "./tell-now-and-then.ts";

const FLAGS = { all: { type: "boolean" }, after: { type: "string" } } as const;

export const reconcileCommands: readonly Command[] = [
  {
    usage: "billing:reconcile USER | --all [--after USERID]",
    does: "fetches the state of one account, or of all, from Stripe and puts right what is wrong there",
    run: reconcile,
  },
];

async function reconcile(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, words } = readArguments(args, { words: [0, 1], options: FLAGS });
  const [user] = words;
  if ((user === undefined) === (values.all !== true)) throw new UsageError("Give a USER or --all.");
  if (user === undefined) return await everyone(values.after ?? "", terminal);
  if (values.after !== undefined) throw new UsageError("--after goes with --all.");
  return await one(user, terminal);
}

async function one(user: string, terminal: Terminal): Promise<number> {
  return await withBilling(terminal, async (ctx) => {
    const { account, before, after, waiting } = await reconcileAccount(ctx, user);
    terminal.print(`${account.email ?? account.id} (${account.id})`);
    terminal.print(`before: ${describeAccess(before)}`);
    terminal.print(`now:    ${describeAccess(after)}`);
    if (waiting > 0) terminal.print(`${waiting} corrections or mails wait for a running server (billing:outbox).`);
    return 0;
  });
}

async function everyone(after: string, terminal: Terminal): Promise<number> {
  return await withBilling(terminal, async (ctx) => {
    const progress = tellNowAndThen(terminal.tell);
    const walk = await reconcileAll(ctx, {
      after,
      onProgress: ({ done, total, failed, upTo }) =>
        progress(`${done} of ${total}, ${failed} failed; to go on from here: --after ${upTo}`, done === total),
    });
    for (const { userId, error } of walk.failures) terminal.print(`failed ${userId}: ${explainError(error).line}`);
    terminal.print(`${walk.done} of ${walk.total} accounts looked at, ${walk.failures.length} failed`);
    if (walk.stoppedBy !== null) {
      terminal.tell(explainError(walk.stoppedBy).line);
      terminal.tell(`Stopped. To go on: billing:reconcile --all${walk.upTo === "" ? "" : ` --after ${walk.upTo}`}`);
    }
    return walk.failures.length > 0 || walk.stoppedBy !== null ? 1 : 0;
  });
}
