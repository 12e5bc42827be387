import { setTimeout as pause } from "node:timers/promises";
import type { Pulse } from "./pulse.ts";
import type { Random } from "./random.ts";
import { type ServerProcess, type ServerStart, spawnServer } from "./server-process.ts";

export type Killed = Readonly<{ server: ServerProcess; starts: readonly ServerStart[] }>;

/**
 * Lets the server live until some more has happened and a moment longer, kills it and starts the next: `kills` times.
 * The next process is loaded beforehand, so that the time goes into work that is struck rather than into loading.
 * @returns the last server, which lives, and how long each took to start.
 */
export async function killAgainAndAgain(
  first: ServerProcess,
  input: { kills: number; env: Readonly<Record<string, string>>; pulse: Pulse; random: Random },
): Promise<Killed> {
  const { kills, env, pulse, random } = input;
  const starts: ServerStart[] = [];
  let server = first;
  while (starts.length < kills && !pulse.isStopped()) {
    const [spare] = await Promise.all([spawnServer(env), pulse.after(random.between(5, 40))]);
    // So that not only the moments of a beat are struck.
    await pause(random.between(0, 40));
    await server.kill();
    server = spare;
    starts.push(await server.start());
  }
  return { server, starts };
}
