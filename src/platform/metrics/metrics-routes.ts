import { type Context, Hono } from "hono";
import { type AppEnv, isLoopback } from "../http/index.ts";
import { registry } from "./registry.ts";

/** What a room measures only when it is asked. */
export type Collect = () => Promise<void>;

/**
 * `/metrics` in Prometheus' text form, for callers on this machine and for whom `admit` lets in.
 * @param admit rejects with the refusal for everybody else
 */
export function metricsRoutes(collectors: readonly Collect[], admit: (c: Context<AppEnv>) => Promise<void>) {
  return new Hono<AppEnv>().get("/metrics", async (c) => {
    if (!isLoopback(c)) await admit(c);
    await Promise.all(collectors.map((collect) => collect()));
    return c.body(await registry.metrics(), 200, { "Content-Type": registry.contentType });
  });
}
