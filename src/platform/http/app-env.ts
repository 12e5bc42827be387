import type { HttpBindings } from "@hono/node-server";
import type { Log } from "../log/index.ts";

/** What a handler finds on Hono's context: `c.var.requestId`, `c.var.log`, and Node's request in `c.env`. */
export type AppEnv = { Bindings: HttpBindings; Variables: { requestId: string; log: Log } };
