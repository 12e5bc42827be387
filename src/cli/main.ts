/** `npm run cli -- COMMAND`: what an operator does from a terminal. */
import { eventCommands } from "./billing-events.ts";
import { explainCommands } from "./billing-explain.ts";
import { grantCommands } from "./billing-grants.ts";
import { outboxCommands } from "./billing-outbox.ts";
import { reconcileCommands } from "./billing-reconcile.ts";
import { replayCommands } from "./billing-replay.ts";
import type { Command, Terminal } from "./command.ts";
import { explainError } from "./explain-error.ts";
import { operatorKeyCommands } from "./operator-key.ts";
import { printTable } from "./print-table.ts";
import { readEnvironment } from "./read-environment.ts";
import { stripeCommands } from "./stripe.ts";

const COMMANDS: readonly Command[] = [
  ...stripeCommands,
  ...explainCommands,
  ...reconcileCommands,
  ...eventCommands,
  ...replayCommands,
  ...grantCommands,
  ...outboxCommands,
  ...operatorKeyCommands,
];

const [name, ...args] = process.argv.slice(2);
const command = COMMANDS.find(({ usage }) => nameOf(usage) === name);
process.exitCode = command === undefined ? listCommands(name) : await run(command);

async function run({ usage, does, run: work }: Command): Promise<number> {
  if (args.includes("--help")) {
    print(`npm run cli -- ${usage}\n${does}`);
    return 0;
  }
  try {
    const terminal: Terminal = { print, tell, env: readEnvironment() };
    return await work(args, terminal);
  } catch (error) {
    const { line, code } = explainError(error);
    tell(line);
    if (code === 2) tell(`Usage: npm run cli -- ${usage}`);
    return code;
  }
}

/** Asked for with no command, the list is the answer; with one that is not there it is the help. */
function listCommands(asked: string | undefined): number {
  const lines = COMMANDS.map(({ usage, does }) => [`  ${nameOf(usage)}`, does]);
  const list = `Usage: npm run cli -- COMMAND\n${printTable(lines)}\nCOMMAND --help tells its arguments.`;
  if (asked === undefined || asked === "help" || asked === "--help") {
    print(list);
    return 0;
  }
  tell(`There is no command ${asked}.\n${list}`);
  return 2;
}

function nameOf(usage: string): string {
  return usage.split(" ")[0] ?? "";
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
