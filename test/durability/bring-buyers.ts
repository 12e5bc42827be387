import { setTimeout as pause } from "node:timers/promises";
import { createClient, type Student } from "../http-client.ts";
import { type Buyer, liveStory, type Purchase, STORIES, type Story } from "./buy.ts";
import type { Shop } from "./open-shop.ts";
import type { Pulse } from "./pulse.ts";
import { createRandom, type Random } from "./random.ts";

/** Buyers who wait for a killed server's lease to run out are among them, so most are not at work. */
const AT_ONCE = 24;
const LONGEST_PAUSE_MS = 80;

/**
 * Students come one after the other and live their stories, until `isOver`.
 * @returns what each did, when the last is done. Rejects with the first failure, and then all is over.
 */
export async function bringBuyers(
  students: readonly Student[],
  input: { shop: Shop; pulse: Pulse; random: Random; isOver: () => boolean },
): Promise<Purchase[]> {
  const { shop, pulse, random, isOver } = input;
  const client = createClient(`http://127.0.0.1:${shop.servers[0]?.PORT}`);
  const stories = Object.keys(STORIES) as Story[];
  const done: Purchase[] = [];
  const failures: unknown[] = [];
  const going = new Set<Promise<unknown>>();

  for (const student of students) {
    while (going.size >= AT_ONCE) await Promise.race(going);
    if (isOver() || failures.length > 0) break;
    const buyer: Buyer = { student, client, shop, pulse, random: createRandom(random.between(0, 2 ** 31)) };
    const visit = liveStory(buyer, random.pick(stories))
      .then((purchase) => done.push(purchase))
      .catch((error) => failures.push(error))
      .finally(() => going.delete(visit));
    going.add(visit);
    await pause(random.between(0, LONGEST_PAUSE_MS));
  }
  if (failures.length > 0) pulse.stop();
  await Promise.all(going);
  if (failures.length > 0) throw failures[0];
  return done;
}
