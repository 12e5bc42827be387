import { openDatabases } from "./workbench/open-databases.ts";
import pg from "pg";
const stack = new AsyncDisposableStack();
try {
const d = await openDatabases(stack);
const pool = new pg.Pool({ connectionString: d.platform.url, max: 10 });
stack.defer(() => pool.end());
await pool.query("create table t(id text primary key, n int not null)");
await pool.query("insert into t select i::text, 0 from generate_series(0,999) i");
async function run(name: string, conc: number, fn: (i: number) => Promise<unknown>) {
  let n = 0; const t = performance.now(); const c0 = process.cpuUsage();
  await Promise.all(Array.from({ length: conc }, async () => { while (performance.now() - t < 3000) await fn(n++); }));
  const c = process.cpuUsage(c0);
  console.log(name.padEnd(30), (n / 3).toFixed(0) + "/s", `user ${(c.user / n).toFixed(0)} sys ${(c.system / n).toFixed(0)} µs/op`);
}
await run("select 1 x1", 1, () => pool.query("select 1"));
await run("select $1 x1", 1, (i) => pool.query("select $1::int", [i]));
await run("select $1 x10", 10, (i) => pool.query("select $1::int", [i]));
await run("update own row x1", 1, (i) => pool.query("update t set n=n+1 where id=$1", [String(i % 1000)]));
await run("update own row x10", 10, (i) => pool.query("update t set n=n+1 where id=$1", [String(i % 1000)]));
await run("update hot row x10", 10, () => pool.query("update t set n=n+1 where id=$1", ["5"]));
await run("update hot row x10 async", 10, () => pool.query("with x as (select set_config('synchronous_commit','off',true)) update t set n=n+1 from x where id=$1", ["5"]));
} finally { await stack.disposeAsync(); }
