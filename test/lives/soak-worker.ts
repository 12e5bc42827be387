import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbedded } from "../../src/platform/db/embedded/open-embedded.ts";
import { migrateDatabase, openDatabase } from "../../src/platform/db/index.ts";
import { openWorld } from "./open-world.ts";
import { replayLife, runLives } from "./run-lives.ts";

/** What a worker tells: one life lived, or what came of all. */
export type Told = Readonly<{ life: boolean } | { lived: number; failure: string | null }>;

/** `path` names one life of an earlier failure: then it alone is lived. */
export type Order = Readonly<{ lives: number; seed: number; path?: string | undefined }>;

/** One process of the soak: a database, a world and its share of the lives, ordered by the first message. */
process.once("message", (order: Order) => void work(order));

async function work({ lives, seed, path }: Order): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "lives-"));
  // As root the database server runs as another user, which must be able to pass.
  await chmod(dataDir, 0o711);
  const settings = { fsync: "off", full_page_writes: "off", synchronous_commit: "off" };
  const server = await openEmbedded({ dataDir, progress: () => {}, settings });
  const database = await openDatabase({ databaseUrl: server.url, dataDir: "unused", poolSize: 5 });
  try {
    await migrateDatabase(database);
    const world = await openWorld(database);
    const onLife = (life: boolean) => tell({ life });
    tell(path === undefined ? await runLives(world, { lives, seed, onLife }) : await replayLife(world, { seed, path }));
    await world.close();
  } finally {
    await database.close();
    await server.close();
    await rm(dataDir, { recursive: true, force: true });
  }
  process.disconnect();
}

function tell(told: Told): void {
  process.send?.(told);
}
