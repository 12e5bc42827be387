import { randomInt } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "../http-client.ts";
import { bringBuyers } from "./bring-buyers.ts";
import type { Purchase } from "./buy.ts";
import { checkEvents, checkGrants, checkSessions, checkSettled } from "./check-books.ts";
import { killAgainAndAgain } from "./kill-again-and-again.ts";
import { openShop, type Shop } from "./open-shop.ts";
import { createPulse } from "./pulse.ts";
import { createRandom } from "./random.ts";
import { seedStudents } from "./seed-students.ts";
import { killServers, type ServerProcess, spawnServer } from "./server-process.ts";
import { waitUntil } from "./wait-until.ts";

const KILLS = 20;
const NEWCOMERS = 6;
const SEEDED = 400;
/** A killed holder's lease lasts 15 seconds, and a killed fetch is made up for after half a minute. */
const SECONDS_TO_SETTLE = 120;

test("kill -9 of the server 20 times during purchases: every paid session has access afterwards, none twice", {
  timeout: 600_000,
}, async () => {
  const seed = Number(process.env.DURABILITY_SEED ?? randomInt(2 ** 31));
  try {
    process.stdout.write(`${await killDuringPurchases(seed)}\n`);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`DURABILITY_SEED=${seed}: ${message}`, { cause: error });
  }
});

async function killDuringPurchases(seed: number): Promise<string> {
  const pulse = createPulse();
  // Only what succeeds counts: every server lives until some of the work has gone on.
  const shop = await openShop({
    servers: 1,
    log: (line) => /^webhook .*: 200$|^\w+ \/v1\/.* 200 /.test(line) && pulse.beat(),
  });
  onTestFinished(async () => {
    pulse.stop();
    await killServers();
    await shop.close();
  });
  const [env = {}] = shop.servers;
  const first = await spawnServer(env);
  const undisturbed = await first.start();
  const students = [...(await signUpNewcomers(first)), ...(await seedStudents(shop.database, SEEDED))];

  const began = performance.now();
  let isOver = false;
  const killing = killAgainAndAgain(first, { kills: KILLS, env, pulse, random: createRandom(seed) }).finally(() => {
    isOver = true;
  });
  killing.catch(pulse.stop);
  const buying = bringBuyers(students, { shop, pulse, random: createRandom(seed + 1), isOver: () => isOver });
  const [{ server, starts }, purchases] = await Promise.all([killing, buying]);
  const bought = performance.now();
  await waitForAccess(server, purchases);
  const granted = performance.now();
  await letEventLeasesRunOut(shop);
  await waitUntil(async () => checkSettled(shop.database, await shop.books()), { seconds: SECONDS_TO_SETTLE });
  const settled = performance.now();

  const books = await shop.books();
  await checkGrants(shop.database, books, purchases);
  await checkSessions(shop.database, books);
  await checkEvents(shop.database, books);
  expect(starts).toHaveLength(KILLS);

  const paid = purchases.flatMap((purchase) => purchase.paid).length;
  const attempts = books.deliveries.flatMap((delivery) => delivery.attempts).length;
  const seconds = (from: number, to: number) => `${((to - from) / 1000).toFixed(1)} s`;
  return [
    `killed ${KILLS} times (seed ${seed}) within ${seconds(began, bought)}`,
    `${purchases.length} students, ${paid} sessions paid, ${books.deliveries.length} events in ${attempts} deliveries`,
    `ready again ${medianOf(starts).toFixed(0)} ms after the spawning (median; undisturbed ${undisturbed.toFixed(0)} ms)`,
    `all access ${seconds(bought, granted)} and an empty inbox ${seconds(bought, settled)} after the last visit`,
  ].join("; ");
}

/** Through HTTP, before the killing: the hashing of passwords is slow on purpose. */
function signUpNewcomers(server: ServerProcess) {
  const client = createClient(server.url);
  return Promise.all(Array.from({ length: NEWCOMERS }, () => client.signUp()));
}

async function waitForAccess(server: ServerProcess, purchases: readonly Purchase[]): Promise<void> {
  const client = createClient(server.url);
  const deadline = performance.now() + SECONDS_TO_SETTLE * 1000;
  for (const { student, paid } of purchases) {
    const hasAccess = async () => {
      const { plan } = await client.access(student);
      expect({ student: student.id, plan }).toEqual({ student: student.id, plan: paid.at(-1) ?? null });
    };
    await waitUntil(hasAccess, { seconds: (deadline - performance.now()) / 1000 });
  }
}

/** A killed worker's events are due again after a minute: said to be over, to keep the test short. */
async function letEventLeasesRunOut({ database }: Shop): Promise<void> {
  await database.pool.query("update webhook_events set due_at = now() where due_at > now()");
}

function medianOf(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
