import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { Refusal } from "../errors/index.ts";
import type { AppEnv } from "./app-env.ts";

/** Refuses a longer body with 413 before it is read whole, also one that does not announce its length. */
export function limitBody(maxBytes: number) {
  const refuse = () => {
    throw new Refusal(413, `The body is larger than ${maxBytes / 1024} KiB`);
  };
  const countWhileReading = bodyLimit({ maxSize: maxBytes, onError: refuse });
  return createMiddleware<AppEnv>(async (c, next) => {
    const announced = Number(c.req.header("content-length") ?? Number.NaN);
    const believable = Number.isInteger(announced) && c.req.header("transfer-encoding") === undefined;
    // Node itself reads no further than an announced length, and counting costs a stream for each request.
    if (!believable) return await countWhileReading(c, next);
    if (announced > maxBytes) refuse();
    return await next();
  });
}
