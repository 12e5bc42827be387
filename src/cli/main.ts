/** `npm run cli -- COMMAND`: what an operator does from a terminal. */
import { createOperatorKey, revokeOperatorKeys } from "../accounts/index.ts";
import { loadEnvFile } from "../platform/config/index.ts";
import { type Database, DatabaseStartError, migrateDatabase, openDatabase } from "../platform/db/index.ts";

type Command = Readonly<{
  usage: string;
  does: string;
  run(database: Database, args: readonly string[]): Promise<string>;
}>;

const COMMANDS: Readonly<Record<string, Command>> = {
  "operator-key:create": {
    usage: "operator-key:create NAME",
    does: "makes an API key for a program of yours and prints it, this once",
    run: ({ db }, [name = ""]) => createOperatorKey(db, { name, now: new Date() }),
  },
  "operator-key:revoke": {
    usage: "operator-key:revoke NAME",
    does: "ends the keys of that name, effective at their next request",
    run: async ({ db }, [name = ""]) => `${await revokeOperatorKeys(db, { name, now: new Date() })} keys revoked`,
  },
};

const [name = "", ...args] = process.argv.slice(2);
const command = COMMANDS[name];
if (command === undefined || args.length !== command.usage.split(" ").length - 1) {
  const lines = Object.values(COMMANDS).map(({ usage, does }) => `  ${usage.padEnd(28)} ${does}`);
  process.stderr.write(`Usage: npm run cli -- COMMAND\n${lines.join("\n")}\n`);
  process.exit(2);
}
await run(command);

async function run(chosen: Command): Promise<void> {
  try {
    loadEnvFile();
    const { DATABASE_URL, DATA_DIR } = process.env;
    const database = await openDatabase({
      databaseUrl: DATABASE_URL || undefined,
      dataDir: DATA_DIR || "./data",
      poolSize: 2,
    });
    try {
      await migrateDatabase(database);
      process.stdout.write(`${await chosen.run(database, args)}\n`);
    } finally {
      await database.close();
    }
  } catch (error) {
    if (!(error instanceof DatabaseStartError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
