import { Hono } from "hono";
import { type Database, migrationsAreCurrent, pingDatabase } from "../db/index.ts";
import type { AppEnv } from "./app-env.ts";

const PING_MS = 2_000;

/** `isDraining` turns true when the process has been told to stop: balancers then send nobody new. */
export type Health = Readonly<{ database: Database; isDraining: () => boolean }>;

/** `/healthz`: the process answers. `/readyz`: it can serve, that is, its database answers and is up to date. */
export function healthRoutes({ database, isDraining }: Health) {
  return new Hono<AppEnv>()
    .get("/healthz", (c) => c.json({ status: "ok" }))
    .get("/readyz", async (c) => {
      const problem = await findProblem(database, isDraining);
      return problem === null ? c.json({ status: "ready" }) : c.json({ status: "not ready", problem }, 503);
    });
}

async function findProblem(database: Database, isDraining: () => boolean): Promise<string | null> {
  if (isDraining()) return "stopping";
  if (!(await pingDatabase(database, PING_MS))) return "database does not answer";
  return (await migrationsAreCurrent(database)) ? null : "migrations are not current";
}
