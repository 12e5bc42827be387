import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "../../../test/database.ts";
import { withTx } from "./index.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query("create table notes (id integer primary key, text text not null)");
});

afterAll(() => database.drop());

/** What the server answers when two serializable transactions cannot both be kept. */
function serializationFailure(code: string) {
  return sql.raw(`do $$ begin raise exception 'planted' using errcode = '${code}'; end $$`);
}

test.each(["40001", "40P01"])("a transaction refused with %s is repeated and then committed once", async (code) => {
  let runs = 0;
  await withTx(database.db, async (tx) => {
    runs += 1;
    await tx.execute(sql`insert into notes values (${code === "40001" ? 1 : 2}, 'kept')`);
    if (runs < 3) await tx.execute(serializationFailure(code));
  });
  expect(runs).toBe(3);
  const { rows } = await database.pool.query("select text from notes where id = $1", [code === "40001" ? 1 : 2]);
  expect(rows).toEqual([{ text: "kept" }]);
});

test("after five attempts the failure is the caller's", async () => {
  let runs = 0;
  const work = withTx(database.db, async (tx) => {
    runs += 1;
    await tx.execute(serializationFailure("40001"));
  });
  await expect(work).rejects.toMatchObject({ cause: { code: "40001" } });
  expect(runs).toBe(5);
});

test("any other failure rolls back at once, and the connection goes back to the pool", async () => {
  let runs = 0;
  const refused = new Error("refused by the work");
  const work = withTx(database.db, async (tx) => {
    runs += 1;
    await tx.execute(sql`insert into notes values (3, 'never kept')`);
    throw refused;
  });
  await expect(work).rejects.toBe(refused);
  expect(runs).toBe(1);
  expect((await database.pool.query("select 1 from notes where id = 3")).rowCount).toBe(0);
  expect(database.pool.idleCount).toBe(database.pool.totalCount);
});

test("a transaction inside another joins it", async () => {
  const work = withTx(database.db, async (outer) => {
    await withTx(outer, (inner) => inner.execute(sql`insert into notes values (4, 'inner')`));
    throw new Error("the outer one fails");
  });
  await expect(work).rejects.toThrow("the outer one fails");
  expect((await database.pool.query("select 1 from notes where id = 4")).rowCount).toBe(0);
});
