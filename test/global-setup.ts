import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { openEmbedded } from "../src/platform/db/embedded/open-embedded.ts";
import { migrateDatabase, openDatabase } from "../src/platform/db/index.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The server of the tests: the URL of a role that may create databases, and the database they copy. */
    testDatabase: { adminUrl: string; template: string };
  }
}

/** Brings up one PostgreSQL for the whole run and migrates one database, which every test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await bringServer();
  const template = `test_${Date.now()}_${process.pid}`;
  await administer(server.adminUrl, [`create database ${template}`]);
  await migrate(server.adminUrl, template);
  project.provide("testDatabase", { adminUrl: server.adminUrl, template });
  return async () => {
    await administer(server.adminUrl, [`drop database if exists ${template} with (force)`]);
    await server.stop();
  };
}

async function bringServer(): Promise<{ adminUrl: string; stop(): Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL || process.env.DATABASE_URL;
  if (given) return { adminUrl: given, stop: async () => {} };

  const dataDir = await mkdtemp(join(tmpdir(), "test-database-"));
  // As root the server runs as another user, which must be able to pass.
  await chmod(dataDir, 0o711);
  const settings = { fsync: "off", full_page_writes: "off", synchronous_commit: "off" };
  const server = await openEmbedded({ dataDir, progress: () => {}, settings });
  return {
    adminUrl: server.adminUrl,
    stop: async () => {
      await server.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function administer(adminUrl: string, statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

async function migrate(adminUrl: string, name: string): Promise<void> {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const database = await openDatabase({ databaseUrl: url.href, dataDir: "unused", poolSize: 2 });
  await migrateDatabase(database).finally(() => database.close());
}
