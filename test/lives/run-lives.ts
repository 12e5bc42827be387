import fc from "fast-check";
import { describeLife } from "./describe-life.ts";
import { life } from "./draw-life.ts";
import type { Life } from "./life.ts";
import { live } from "./live.ts";
import type { World } from "./open-world.ts";

export type Order = Readonly<{
  lives: number;
  seed: number;
  /** After this time the lives that were lived are all; and a failing one is not made simpler any more. */
  atMostMs?: number;
  /** Hears of each life that was lived. */
  onLife?: (kept: boolean) => void;
}>;

export type Outcome = Readonly<{
  lived: number;
  /** Null when every life kept every promise; otherwise all that is needed to see it again. */
  failure: string | null;
}>;

/** Lives drawn lives, one after the other; one that breaks a promise is made as simple as it goes. */
export async function runLives(world: World, { lives, seed, atMostMs, onLife = () => {} }: Order): Promise<Outcome> {
  let broken: readonly string[] = [];
  const property = fc.asyncProperty(life, async (drawn) => {
    const found = await findBroken(world, drawn);
    onLife(found.length === 0);
    if (found.length > 0) broken = found;
    return found.length === 0;
  });
  const limit = atMostMs === undefined ? {} : { interruptAfterTimeLimit: atMostMs };
  const details = await fc.check(property, { numRuns: lives, seed, ...limit });
  const lived = details.numRuns;
  if (!details.failed || details.counterexample === null) return { lived, failure: null };
  const [counterexample] = details.counterexample;
  return { lived, failure: describeFailure(counterexample, broken, seed, details.counterexamplePath ?? "") };
}

/** Lives exactly the life that an earlier failure named. */
export async function replayLife(world: World, { seed, path }: { seed: number; path: string }): Promise<Outcome> {
  const [drawn] = fc.sample(life, { seed, path, numRuns: 1 });
  if (drawn === undefined) throw new Error(`seed ${seed} has no life at path ${path}`);
  const broken = await findBroken(world, drawn);
  return { lived: 1, failure: broken.length === 0 ? null : describeFailure(drawn, broken, seed, path) };
}

/** That a life could not be lived to its end is a broken promise too. */
async function findBroken(world: World, drawn: Life): Promise<readonly string[]> {
  try {
    return await live(world, drawn);
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}

/** `broken` is of the last life that failed, which is the simplest. */
function describeFailure(life: Life, broken: readonly string[], seed: number, path: string): string {
  return [
    `A life broke ${broken.length} promise${broken.length === 1 ? "" : "s"}:`,
    ...broken.map((each) => `  - ${each}`),
    "The life, as simple as it could be made:",
    ...describeLife(life).map((line) => `  ${line}`),
    `Seed ${seed}, path ${path}. To live exactly this life again:`,
    `  npm run soak -- --seed ${seed} --path ${path}`,
  ].join("\n");
}
