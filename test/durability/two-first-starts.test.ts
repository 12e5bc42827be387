import { expect, onTestFinished, test } from "vitest";
import { createEmptyDatabase, runAt } from "./empty-database.ts";
import { openShop } from "./open-shop.ts";
import { killServers, spawnServer } from "./server-process.ts";

const ROUNDS = 3;
const STEPS = "select tag, position, checksum, finished_at is not null as finished from migration_steps order by 1, 2";

test("two server processes that start at the same moment on an empty database migrate it once and both serve", {
  timeout: 300_000,
}, async () => {
  const shop = await openShop({ servers: 2 });
  onTestFinished(async () => {
    await killServers();
    await shop.close();
  });
  const expected = await runAt(shop.database.url, STEPS);

  for (let round = 0; round < ROUNDS; round += 1) {
    const empty = await createEmptyDatabase();
    onTestFinished(empty.drop);
    const servers = await Promise.all(shop.servers.map((env) => spawnServer({ ...env, DATABASE_URL: empty.url })));
    // Loaded already: both begin within a millisecond or so.
    await Promise.all(servers.map((server) => server.start()));

    expect(await runAt(empty.url, STEPS)).toEqual(expected);
    expect(await runAt(empty.url, "select id from users")).toEqual([{ id: "user_123abc" }]);
    for (const { url } of servers) expect((await fetch(`${url}/api/plans`)).status).toBe(200);
    await killServers();
  }
});
