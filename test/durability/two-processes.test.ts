import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClient } from "../http-client.ts";
import { type Purchase, STORIES } from "./buy.ts";
import { checkEvents, checkGrants, checkSessions, checkSettled } from "./check-books.ts";
import { openShop, type Shop } from "./open-shop.ts";
import { createPulse } from "./pulse.ts";
import { createRandom } from "./random.ts";
import { seedStudents } from "./seed-students.ts";
import { killServers, type ServerProcess, spawnServer } from "./server-process.ts";
import { waitUntil } from "./wait-until.ts";
import { type Act, nameProcess, takeActs, watchWork } from "./watch-work.ts";

const PURCHASES = 20;
const NAMES = ["first", "second"];
const SLOW_MS = 150;

describe("two server processes on one PostgreSQL share the work of webhooks without doubling anything", () => {
  let shop: Shop;
  let servers: ServerProcess[];

  beforeEach(async () => {
    shop = await openShop({ servers: NAMES.length });
    await watchWork(shop.database);
    const envs = shop.servers.map((env, n) => nameProcess(env, NAMES[n] ?? ""));
    servers = await Promise.all(envs.map(spawnServer));
    await Promise.all(servers.map((server) => server.start()));
  }, 120_000);

  afterEach(async () => {
    await killServers();
    await shop.close();
  });

  const settle = () =>
    waitUntil(async () => checkSettled(shop.database, await shop.books()), { seconds: 60, pauseMs: 100 });

  test("twenty purchases, every event told to both: one row, one worker and one grant each", {
    timeout: 180_000,
  }, async () => {
    const purchases = await buyAtBoth(shop, servers);
    await settle();

    const books = await shop.books();
    for (const [n, { student, paid }] of purchases.entries()) {
      const access = await createClient(servers[n % 2]?.url ?? "").access(student);
      expect(access).toMatchObject({ granted: true, plan: paid[0] });
    }
    await checkGrants(shop.database, books, purchases);
    await checkSessions(shop.database, books);
    await checkEvents(shop.database, books);
    for (const server of servers) expect(answeredWebhooks(server)).toBe(books.deliveries.length / 2);

    const live = await takeActs(shop.database);
    expectOnceEach(live, "stored");
    expectOnceEach(live, "worked");
    expectOnceEach(live, "granted");

    // What a killed process leaves behind: events whose time has come. Stripe is slow, so that there is enough to share.
    await shop.control("/faults", { method: "GET", path: "/v1/", kind: "delay", delayMs: SLOW_MS, times: 10_000 });
    await shop.database.pool.query(
      "update webhook_events set outcome = 'pending', handled_at = null, due_at = now() where outcome = 'handled'",
    );
    await settle();

    const backlog = await takeActs(shop.database);
    expectOnceEach(backlog, "worked");
    expect(subjectsOf(backlog, "worked")).toEqual(subjectsOf(live, "worked"));
    expect(backlog.filter(({ act }) => act !== "worked")).toEqual([]);
    expect(new Set(backlog.map(({ process }) => process))).toEqual(new Set(NAMES));
    process.stdout.write(`${describeShares("told live", live)}; ${describeShares("left behind", backlog)}\n`);
  });
});

/** Students buy at one process and come back to the other. */
async function buyAtBoth(shop: Shop, servers: readonly ServerProcess[]): Promise<Purchase[]> {
  const students = await seedStudents(shop.database, PURCHASES);
  const pulse = createPulse();
  const stories = ["buys a week", "buys for life"] as const;
  const visits = students.map(async (student, n) => {
    const client = createClient(servers[n % 2]?.url ?? "");
    const story = stories[Math.floor(n / 2) % 2] ?? "buys a week";
    return { student, paid: await STORIES[story]({ student, client, shop, pulse, random: createRandom(n) }) };
  });
  return Promise.all(visits);
}

function answeredWebhooks(server: ServerProcess): number {
  const requests = server.lines().filter((line) => line.includes('"/api/webhooks/stripe"'));
  return requests.filter((line) => JSON.parse(line).status === 200).length;
}

function expectOnceEach(acts: readonly Act[], act: Act["act"]): void {
  const subjects = subjectsOf(acts, act);
  expect(subjects.length).toBeGreaterThan(0);
  expect(subjects, `${act} once each`).toEqual([...new Set(subjects)]);
}

function subjectsOf(acts: readonly Act[], act: Act["act"]): string[] {
  return acts
    .filter((each) => each.act === act)
    .map((each) => each.subject)
    .sort();
}

function describeShares(when: string, acts: readonly Act[]): string {
  const share = (act: Act["act"]) =>
    NAMES.map((name) => acts.filter((each) => each.act === act && each.process === name).length).join(" + ");
  return `${when}: stored ${share("stored")}, worked ${share("worked")}, granted ${share("granted")}`;
}
