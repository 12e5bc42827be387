import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findRunningServer } from "../../../src/platform/db/embedded/find-running-server.ts";
import { openEmbedded } from "../../../src/platform/db/embedded/open-embedded.ts";
import { waitUntil } from "../wait-until.ts";

const SECONDS_TO_COME_BACK = 60;

/** A PostgreSQL that nobody else uses, in a directory for the moment. */
export type OwnPostgres = Readonly<{
  url: string;
  /** An immediate shutdown: as in a crash, what was not on the disk is lost. Resolves when it serves again. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}>;

export async function startOwnPostgres(): Promise<OwnPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), "fault-run-"));
  // As root the server runs as another user, which must be able to pass.
  await chmod(dataDir, 0o711);
  // Who opens it also starts it again, on the same port, when it ends.
  const server = await openEmbedded({ dataDir, progress: () => {} });
  const find = () => findRunningServer(join(dataDir, "postgres"));
  return {
    url: server.url,
    crash: async () => {
      const before = await find();
      if (before === undefined) throw new Error("PostgreSQL was not running");
      process.kill(before.pid, "SIGQUIT");
      const isBack = async () => {
        const now = await find();
        if (now?.state !== "ready" || now.pid === before.pid) throw new Error("PostgreSQL did not come back");
      };
      await waitUntil(isBack, { seconds: SECONDS_TO_COME_BACK, pauseMs: 20 });
    },
    stop: async () => {
      await server.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
