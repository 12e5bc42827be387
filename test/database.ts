import pg from "pg";
import { inject } from "vitest";
import { type Database, openDatabase } from "../src/platform/db/index.ts";

let copies = 0;

/** A database of its own for one test file: a copy of the migrated template. `drop` closes it first. */
export async function createTestDatabase(): Promise<Database & { drop(): Promise<void> }> {
  const { adminUrl, template } = inject("testDatabase");
  copies += 1;
  const name = `${template}_${process.pid}_${copies}_${Math.random().toString(36).slice(2, 8)}`;
  await administer(adminUrl, `create database ${name} template ${template}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const database = await openDatabase({ databaseUrl: url.href, dataDir: "unused", poolSize: 5 });
  return {
    ...database,
    drop: async () => {
      await database.close();
      await administer(adminUrl, `drop database if exists ${name} with (force)`);
    },
  };
}

/** A connection for the moment, to the database in the URL: nobody may be connected to one that is being copied. */
async function administer(adminUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
