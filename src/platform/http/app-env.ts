import type { HttpBindings } from "@hono/node-server";

/** What a handler finds on Hono's context: `c.var.requestId`, and Node's request and answer in `c.env`. */
export type AppEnv = { Bindings: HttpBindings; Variables: { requestId: string } };
