export type { Db, Tx } from "./create-db.ts";
export { DatabaseStartError } from "./database-start-error.ts";
export { migrateDatabase, migrationsAreCurrent } from "./migrate-database.ts";
export { type Database, openDatabase, type Progress } from "./open-database.ts";
export { pingDatabase } from "./ping-database.ts";
export { withTx } from "./with-tx.ts";
