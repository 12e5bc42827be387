import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase } from "../database.ts";
import { EARLIER_FAILURES } from "./earlier-failures.ts";
import { live } from "./live.ts";
import { openWorld, type World } from "./open-world.ts";
import { runLives } from "./run-lives.ts";

/** Fewer where the same commit lives them all on another database. */
const LIVES = Number(process.env.TEST_LIVES ?? 300);
const SEED = 20_260_101;
const AT_MOST_MS = 10 * 60_000;

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let world: World;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await openWorld(database);
});
afterAll(async () => {
  await world.close();
  await database.drop();
});

it.each(Object.entries(EARLIER_FAILURES))("%s", async (_, life) => {
  expect(await live(world, life)).toEqual([]);
});

it(
  `${LIVES} whole lives, however their events come: access, money and mails are in the end what Stripe's state says`,
  async () => {
    const { lived, failure } = await runLives(world, { lives: LIVES, seed: SEED, atMostMs: AT_MOST_MS });
    expect(failure, failure ?? "").toBeNull();
    expect(lived).toBe(LIVES);
  },
  AT_MOST_MS + 60_000,
);
