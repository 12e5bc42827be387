import pg from "pg";
import { inject } from "vitest";

let made = 0;

/** A database in which nothing is: not even the tables. `drop` also ends whoever is connected to it. */
export async function createEmptyDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const { adminUrl, template } = inject("testDatabase");
  made += 1;
  const name = `${template}_empty_${process.pid}_${made}`;
  await runAt(adminUrl, `create database ${name}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: async () => void (await runAt(adminUrl, `drop database ${name} with (force)`)) };
}

/** One statement on a connection for the moment. */
export async function runAt<T extends pg.QueryResultRow>(url: string, statement: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(statement)).rows;
  } finally {
    await client.end();
  }
}
