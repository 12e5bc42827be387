import type pg from "pg";
import { connectToServer } from "./connect-to-server.ts";
import { createDb, type Db } from "./create-db.ts";
import { createPool } from "./create-pool.ts";
import { openEmbedded } from "./embedded/open-embedded.ts";
import type { Progress } from "./progress.ts";

export type Database = {
  db: Db;
  pool: pg.Pool;
  /** For child processes. Holds the password: never log it. */
  url: string;
  /** Closes the pool; the last process that uses an embedded server also stops it. */
  close(): Promise<void>;
};

/**
 * Opens the PostgreSQL at `databaseUrl`; without one, a PostgreSQL of our own that lives in `dataDir`.
 * Throws a DatabaseStartError when there is no usable server.
 */
export async function openDatabase(input: {
  databaseUrl: string | undefined;
  dataDir: string;
  progress?: Progress;
  poolSize?: number;
}): Promise<Database> {
  const progress = input.progress ?? (() => {});
  const poolSize = input.poolSize ?? 10;
  if (input.databaseUrl !== undefined) return openAt(input.databaseUrl, poolSize, progress);

  const embedded = await openEmbedded({ dataDir: input.dataDir, progress });
  try {
    const database = await openAt(embedded.url, poolSize, progress);
    const close = once(async () => {
      await database.close();
      await embedded.close();
    });
    return { ...database, close };
  } catch (error) {
    await embedded.close();
    throw error;
  }
}

async function openAt(url: string, poolSize: number, progress: Progress): Promise<Database> {
  await connectToServer(url, progress);
  const pool = createPool(url, poolSize);
  return { db: createDb(pool), pool, url, close: once(() => pool.end()) };
}

/** A second signal may ask for a second close: both wait for the same one. */
function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= work();
    return running;
  };
}
