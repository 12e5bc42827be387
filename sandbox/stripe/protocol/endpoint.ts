import type { z } from "zod";
import type { Context } from "./context.ts";

/** One operation of the API: where it lives, what it accepts, and what it does. */
export interface Endpoint {
  method: "GET" | "POST" | "DELETE";
  path: string;
  params: z.ZodType;
  run(ctx: Context, params: never, id: string): unknown;
}

/** `:id` in the path, when there is one, arrives as the third argument. */
export function endpoint<S extends z.ZodType>(
  method: Endpoint["method"],
  path: string,
  params: S,
  run: (ctx: Context, params: z.output<S>, id: string) => unknown,
): Endpoint {
  return { method, path, params, run };
}
