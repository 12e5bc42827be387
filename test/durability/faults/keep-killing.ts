import { setTimeout as pause } from "node:timers/promises";
import type { Random } from "../random.ts";
import { type ServerProcess, spawnServer } from "../server-process.ts";
import type { Tally } from "./tally.ts";

const MOST_STARTS = 20;

/**
 * Lets the server live for some seconds, kills it and starts the next, until `isOver`, but once at least. The next is
 * loaded meanwhile, so that more is struck than a server that starts.
 * @returns the last server, which lives.
 */
export async function keepKilling(
  first: ServerProcess,
  input: { env: Readonly<Record<string, string>>; random: Random; tally: Tally; isOver: () => boolean },
): Promise<ServerProcess> {
  const { env, random, tally, isOver } = input;
  let server = first;
  do {
    const [next] = await Promise.all([spawnServer(env), pause(random.between(2000, 6000))]);
    await server.kill();
    tally.kills += 1;
    server = await startServer(env, tally, next);
  } while (!isOver());
  return server;
}

/** As whatever supervises a server does: one that could not start (its database was away) is started again. */
export async function startServer(
  env: Readonly<Record<string, string>>,
  tally: Tally,
  loaded?: ServerProcess,
): Promise<ServerProcess> {
  let server = loaded ?? (await spawnServer(env));
  for (let starts = 1; ; starts += 1) {
    try {
      await server.start();
      return server;
    } catch (error) {
      await server.kill();
      if (starts === MOST_STARTS) throw error;
      tally.failedStarts += 1;
      server = await spawnServer(env);
    }
  }
}
