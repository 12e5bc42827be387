import { setTimeout as pause } from "node:timers/promises";
import type { Pulse } from "./pulse.ts";
import type { Random } from "./random.ts";
import { type ServerProcess, spawnServer } from "./server-process.ts";

export type Killed = Readonly<{ server: ServerProcess; starts: readonly number[] }>;

/**
 * Lets the server live until some more has happened and a moment longer, kills it and starts the next: `kills` times.
 * @returns the last server, which lives, and the milliseconds that each took until it was ready.
 */
export async function killAgainAndAgain(
  first: ServerProcess,
  input: { kills: number; env: Readonly<Record<string, string>>; pulse: Pulse; random: Random },
): Promise<Killed> {
  const { kills, env, pulse, random } = input;
  const starts: number[] = [];
  let server = first;
  while (starts.length < kills && !pulse.isStopped()) {
    await pulse.after(random.between(5, 60));
    // So that not only the moments of a beat are struck.
    await pause(random.between(0, 40));
    await server.kill();
    server = await spawnServer(env);
    starts.push(await server.start());
  }
  return { server, starts };
}
