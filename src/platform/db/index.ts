export type { Db, Tx } from "./create-db.ts";
export { DatabaseStartError } from "./database-start-error.ts";
export { gatherCalls } from "./gather-calls.ts";
export { migrateDatabase, migrationsAreCurrent } from "./migrate-database.ts";
export { type Database, openDatabase } from "./open-database.ts";
export { pingDatabase } from "./ping-database.ts";
export type { Progress } from "./progress.ts";
export { withTx } from "./with-tx.ts";
