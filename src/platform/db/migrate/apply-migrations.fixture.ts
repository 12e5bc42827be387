// One of several processes that migrate at once; its arguments: the database's URL, the directory, the lease's seconds.
import { openDatabase } from "../index.ts";
import { applyMigrations } from "./apply-migrations.ts";

const [url = "", directory = "", seconds = "15"] = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);
const database = await openDatabase({ databaseUrl: url, dataDir: "unused", poolSize: 3 });
await applyMigrations(database, directory, say, { seconds: Number(seconds), giveUpAfterSeconds: 60 });
await database.close();
