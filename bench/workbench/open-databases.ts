import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { openEmbedded } from "../../src/platform/db/embedded/open-embedded.ts";
import { migrateDatabase, openDatabase } from "../../src/platform/db/index.ts";

const BARE_TABLE = "CREATE TABLE bare_events (id text PRIMARY KEY, payload text NOT NULL)";

export type Databases = Readonly<{
  /** Ours, migrated. */
  platform: { url: string; pool: pg.Pool };
  /** The baselines': one table, and what the Stripe Sync Engine adds in a schema of its own. On the same server, so with the same settings. */
  bare: { url: string; pool: pg.Pool };
  /** Version and the settings that decide what "durable" costs. */
  description: string;
}>;

/** A PostgreSQL of our own in a new directory, with its usual settings, and both databases in it. */
export async function openDatabases(stack: AsyncDisposableStack): Promise<Databases> {
  const dataDir = await mkdtemp(join(tmpdir(), "bench-database-"));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  // As root the server runs as another user, which must be able to pass.
  await chmod(dataDir, 0o711);
  const server = await openEmbedded({ dataDir, progress: () => {} });
  stack.defer(server.close);
  const bareUrl = await createBareDatabase(server.adminUrl, server.url);

  const platform = await openDatabase({ databaseUrl: server.url, dataDir, poolSize: 2 });
  stack.defer(platform.close);
  await migrateDatabase(platform);
  const bare = new pg.Pool({ connectionString: bareUrl, max: 2 });
  // The server may say goodbye before an ended connection is gone.
  bare.on("error", () => {});
  stack.defer(() => bare.end());
  await bare.query(BARE_TABLE);
  return {
    platform: { url: server.url, pool: platform.pool },
    bare: { url: bareUrl, pool: bare },
    description: await describeServer(bare),
  };
}

async function createBareDatabase(adminUrl: string, platformUrl: string): Promise<string> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const user = new URL(platformUrl).username;
  try {
    await admin.query(`CREATE DATABASE bench_bare OWNER ${user}`);
    // A migration of the Stripe Sync Engine makes `postgres` the owner of something, which takes a member of it.
    await admin.query(`GRANT postgres TO ${user}`);
  } finally {
    await admin.end();
  }
  const url = new URL(platformUrl);
  url.pathname = "/bench_bare";
  return url.href;
}

async function describeServer(pool: pg.Pool): Promise<string> {
  const names = ["server_version", "fsync", "synchronous_commit", "full_page_writes"];
  const { rows } = await pool.query<{ name: string; setting: string }>(
    "SELECT name, setting FROM pg_settings WHERE name = ANY($1) ORDER BY array_position($1, name)",
    [names],
  );
  const [version, ...settings] = rows;
  return `PostgreSQL ${version?.setting} (${settings.map((row) => `${row.name} ${row.setting}`).join(", ")})`;
}
