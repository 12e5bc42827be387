import { explainUser } from "../billing/index.ts";
import { type Command, readArguments, type Terminal } from "./command.ts";
import { withBilling } from "./open-billing.ts";
import { printExplanation } from "./print-explanation.ts";

export const explainCommands: readonly Command[] = [
  {
    usage: "billing:explain USER [--json]",
    does: "says why an account (id or e-mail) has access or not, and what led to it",
    run: explain,
  },
];

async function explain(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, words } = readArguments(args, { words: [1, 1], options: { json: { type: "boolean" } } });
  return await withBilling(terminal, async (ctx) => {
    const explanation = await explainUser(ctx, words[0] ?? "");
    terminal.print(values.json ? JSON.stringify(explanation, null, 2) : printExplanation(explanation));
    return 0;
  });
}
