// A process that uses the embedded database until SIGTERM; its argument: the data directory.
import { openDatabase } from "../index.ts";

const say = (line: string) => process.stdout.write(`${line}\n`);
const database = await openDatabase({ databaseUrl: undefined, dataDir: process.argv[2] ?? "", progress: say });
const alive = setInterval(() => {}, 1000);
process.once("SIGTERM", async () => {
  clearInterval(alive);
  await database.close();
  say("closed");
});
say(`open ${database.url}`);
