import { createOperatorKey, revokeOperatorKeys } from "../accounts/index.ts";
import { type Command, readArguments } from "./command.ts";
import { withDatabase } from "./open-billing.ts";

const ONE_NAME = { words: [1, 1], options: {} } as const;

export const operatorKeyCommands: readonly Command[] = [
  {
    usage: "operator-key:create NAME",
    does: "makes an API key for a program of yours and prints it, this once",
    run: async (args, terminal) => {
      const [name = ""] = readArguments(args, ONE_NAME).words;
      return await withDatabase(terminal, async ({ db }) => {
        terminal.print(await createOperatorKey(db, { name, now: new Date() }));
        return 0;
      });
    },
  },
  {
    usage: "operator-key:revoke NAME",
    does: "ends the keys of that name, effective at their next request",
    run: async (args, terminal) => {
      const [name = ""] = readArguments(args, ONE_NAME).words;
      return await withDatabase(terminal, async ({ db }) => {
        terminal.print(`${await revokeOperatorKeys(db, { name, now: new Date() })} keys revoked`);
        return 0;
      });
    },
  },
];
