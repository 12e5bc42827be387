import { setTimeout as pause } from "node:timers/promises";
import { migrateDatabase, openDatabase } from "../../../src/platform/db/index.ts";
import { createClient } from "../../http-client.ts";
import { openShop, type Shop } from "../open-shop.ts";
import { createPulse } from "../pulse.ts";
import { createRandom, type Random } from "../random.ts";
import { seedStudents } from "../seed-students.ts";
import { killServers, type ServerProcess } from "../server-process.ts";
import { bringStudents } from "./bring-students.ts";
import { findDivergences, findUnknownSessions } from "./find-divergences.ts";
import { keepKilling, startServer } from "./keep-killing.ts";
import { endTrouble, troubleApi, troubleWebhooks } from "./make-trouble.ts";
import { type OwnPostgres, startOwnPostgres } from "./own-postgres.ts";
import type { Report } from "./print-report.ts";
import { createTally, type Tally } from "./tally.ts";
import { endAllPauses, waitForCalm } from "./wait-for-calm.ts";

const STUDENTS_A_MINUTE = 600;
const MOOD_MS = 5000;

export type FaultRun = Readonly<{
  minutes: number;
  seed: number;
  /** How often PostgreSQL goes down. */
  crashes: number;
  /** Leases and pauses are said to be over at the end, instead of being waited for. */
  hurry: boolean;
  /** How long the inbox and the outbox may take to become empty. */
  secondsToCalm: number;
  progress: (line: string) => void;
}>;

/** Students buy while Stripe, the server and PostgreSQL fail all the time; then all is calm, and the books are read. */
export async function runFaults(run: FaultRun): Promise<Report> {
  const tally = createTally();
  const postgres = await startOwnPostgres();
  const database = await openDatabase({ databaseUrl: postgres.url, dataDir: "unused" });
  try {
    await migrateDatabase(database);
    const shop = await openShop({
      servers: 1,
      log: (line) => {
        if (tally.inTrouble && /^\w+ \/v1\//.test(line)) tally.apiCalls += 1;
      },
      database: { ...database, drop: async () => {} },
    });
    try {
      return await runIn({ ...run, shop, postgres, tally });
    } finally {
      await killServers();
      await shop.close();
    }
  } finally {
    await database.close();
    await postgres.stop();
  }
}

type Scene = FaultRun & Readonly<{ shop: Shop; postgres: OwnPostgres; tally: Tally }>;

async function runIn(scene: Scene): Promise<Report> {
  const { minutes, seed, hurry, secondsToCalm, progress, shop, tally } = scene;
  const [env = {}] = shop.servers;
  const client = createClient(`http://127.0.0.1:${env.PORT}`);
  const pulse = createPulse();
  const students = await seedStudents(shop.database, Math.ceil(STUDENTS_A_MINUTE * minutes));
  const first = await startServer(env, tally);

  const deadline = performance.now() + minutes * 60_000;
  const isOver = () => performance.now() > deadline;
  const random = (part: number) => createRandom(seed + part);
  tally.inTrouble = true;
  await troubleWebhooks(shop, random(1));
  const visiting = bringStudents(students, { shop, client, pulse, tally }, { random: random(2), isOver });
  const trouble = Promise.all([
    keepKilling(first, { env, random: random(3), tally, isOver }),
    keepCrashing(scene, random(4)),
    keepChangingMood(shop, random(5), isOver),
    keepTelling(scene, isOver),
  ]);
  trouble.catch(pulse.stop);
  const [last] = await trouble;

  await endTrouble(shop);
  tally.inTrouble = false;
  const ended = performance.now();
  progress("all trouble is over");
  if (hurry) await beginAfresh(scene, env, last);
  const { came, complaints } = await visiting;
  const stillWaiting = await waitForCalm(shop, secondsToCalm).then(
    () => [],
    (error) => [`after ${secondsToCalm} s: ${error}`],
  );
  const secondsTaken = (performance.now() - ended) / 1000;
  const books = await shop.books();
  const { database } = shop;
  const differing = await findDivergences({ database, client, books, students: came, tally });
  const lostSessions = (await findUnknownSessions(database, books)).length;
  const divergences = [...complaints, ...stillWaiting, ...differing];
  return { minutes, seed, tally, books, secondsToCalm: secondsTaken, lostSessions, divergences };
}

/** Spread over the run, so that each hits the work of some server. */
async function keepCrashing({ minutes, crashes, postgres, tally, progress }: Scene, random: Random): Promise<void> {
  const share = (minutes * 60_000) / crashes;
  const began = performance.now();
  for (let n = 0; n < crashes; n += 1) {
    const at = share * n + random.between(share / 5, (share * 4) / 5);
    await pause(Math.max(0, began + at - performance.now()));
    await postgres.crash();
    tally.crashes += 1;
    progress(`PostgreSQL was stopped at once and serves again (${tally.crashes} of ${crashes})`);
  }
}

/** Half of the time Stripe remembers its failures, half of the time it does not. */
async function keepChangingMood(shop: Shop, random: Random, isOver: () => boolean): Promise<void> {
  for (let remember = false; !isOver(); remember = !remember) {
    await troubleApi(shop, random, remember);
    await pause(MOOD_MS);
  }
}

async function keepTelling({ progress, tally }: Scene, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await pause(10_000);
    const { students, kills, crashes, sessionsPaid, waits } = tally;
    progress(`${students} students, ${sessionsPaid} paid, ${waits.length} got in; ${kills} kills, ${crashes} crashes`);
  }
}

/** A fresh server reads Stripe's list of events at once. */
async function beginAfresh({ shop, tally }: Scene, env: Readonly<Record<string, string>>, last: ServerProcess) {
  await last.kill();
  await endAllPauses(shop.database);
  await startServer(env, tally);
}
