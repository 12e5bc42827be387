import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { createClient, type Student } from "../http-client.ts";
import { type Buyer, liveStory, type Purchase, STORIES } from "./buy.ts";
import { checkEvents, checkGrants, checkSessions, checkSettled } from "./check-books.ts";
import { openShop, type Shop } from "./open-shop.ts";
import { createPulse, type Pulse } from "./pulse.ts";
import { createRandom, type Random } from "./random.ts";
import { seedStudents } from "./seed-students.ts";
import { killServers, type ServerProcess, spawnServer } from "./server-process.ts";
import { waitUntil } from "./wait-until.ts";

const KILLS = 20;
const STUDENTS = 600;
const AT_ONCE = 14;
const NEWCOMERS = 6;
const MINUTE_MS = 60_000;

let shop: Shop;
afterEach(async () => {
  await killServers();
  await shop.close();
});

test("kill -9 of the server 20 times during purchases: every paid session has access afterwards, none twice", {
  timeout: 6 * MINUTE_MS,
}, async () => {
  const seed = Number(process.env.DURABILITY_SEED ?? randomInt(2 ** 31));
  try {
    process.stdout.write(`${await killDuringPurchases(seed)}\n`);
  } catch (error) {
    throw new Error(`with DURABILITY_SEED=${seed}`, { cause: error });
  }
});

async function killDuringPurchases(seed: number): Promise<string> {
  const began = performance.now();
  const pulse = createPulse();
  shop = await openShop({ servers: 1, log: pulse.beat });
  const students = await seedStudents(shop.database, STUDENTS);

  const killing = killAgainAndAgain(shop, pulse, createRandom(seed));
  const buying = buyUntil(killing, { shop, students, random: createRandom(seed + 1), pulse });
  const [{ server, readyAfterMs }, purchases] = await Promise.all([killing, buying]);
  const killed = performance.now();

  await waitForAccess(server, purchases);
  const granted = performance.now();
  await waitUntil(async () => checkSettled(shop.database, await shop.books()), { seconds: 120, pauseMs: 250 });
  const settled = performance.now();

  const books = await shop.books();
  await checkGrants(shop.database, books, purchases);
  await checkSessions(shop.database, books);
  await checkEvents(shop.database, books);

  const paid = purchases.reduce((sum, purchase) => sum + purchase.paid.length, 0);
  const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1);
  return [
    `killed ${KILLS} times (seed ${seed}): ${purchases.length} buyers, ${paid} sessions paid`,
    `${books.deliveries.length} events in ${books.deliveries.reduce((sum, each) => sum + each.attempts.length, 0)} deliveries`,
    `ready again after ${Math.round(medianOf(readyAfterMs))} ms (median, spawn to /readyz)`,
    `killing and buying ${seconds(began, killed)} s, all access ${seconds(killed, granted)} s later, inbox empty ${seconds(killed, settled)} s later`,
  ].join("; ");
}

/**
 * Lets the server live until some more has happened, a moment longer, and kills it: `KILLS` times. The next process is
 * loaded beforehand, so that the time goes into work that is struck rather than into loading.
 */
async function killAgainAndAgain(shop: Shop, first: ServerProcess, pulse: Pulse, random: Random) {
  const [env = {}] = shop.servers;
  const starts: ServerStart[] = [];
  let server = first;
  for (let kills = 0; kills < KILLS; kills += 1) {
    const [spare] = await Promise.all([spawnServer(env), pulse.after(random.between(5, 40))]);
    // So that not only the moments of a beat are struck.
    await pause(random.between(0, 40));
    await server.kill();
    server = spare;
    starts.push(await server.start());
  }
  return { server, starts };
}

/** New buyers come while the killing goes on; resolves when the last of them is done. */
async function buyUntil(
  end: Promise<unknown>,
  input: { shop: Shop; students: readonly Student[]; random: Random; pulse: Pulse },
): Promise<Purchase[]> {
  const { shop, students, random, pulse } = input;
  const client = createClient(`http://127.0.0.1:${shop.servers[0]?.PORT}`);
  const stories = Object.keys(STORIES) as (keyof typeof STORIES)[];
  const going = new Set<Promise<unknown>>();
  const purchases: Promise<Purchase>[] = [];
  let isOver = false;
  const over = end.finally(() => {
    isOver = true;
  });
  for (const [n, student] of students.entries()) {
    if (isOver) break;
    const buyer: Buyer = { student, client, shop, random: createRandom(random.between(0, 2 ** 31)), beat: pulse.beat };
    const purchase = liveStory(buyer, random.pick(stories));
    purchases.push(purchase);
    const gone = purchase.finally(() => going.delete(gone));
    going.add(gone);
    while (going.size >= AT_ONCE && !isOver) await Promise.race([...going, over]);
    await pause(random.between(0, 120));
  }
  return Promise.all(purchases);
}

async function waitForAccess(server: ServerProcess, purchases: readonly Purchase[]): Promise<void> {
  const client = createClient(server.url);
  const hasAccess = async ({ student, paid }: Purchase) => {
    const access = await client.access(student);
    expect({ of: student.id, plan: access.plan }).toEqual({ of: student.id, plan: paid.at(-1) ?? null });
  };
  for (const purchase of purchases) await waitUntil(() => hasAccess(purchase), { seconds: 120 });
}

function medianOf(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
