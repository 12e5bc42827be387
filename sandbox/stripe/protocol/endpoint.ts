import type { z } from "zod";
import type { Context } from "./context.ts";
import type { StripeFault } from "./stripe-fault.ts";

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

/** A refusal whose traces stay: the failed charge is kept and announced, and the answer is the error. */
export class Declined {
  readonly fault: StripeFault;

  constructor(fault: StripeFault) {
    this.fault = fault;
  }
}
