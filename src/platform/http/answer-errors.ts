import type { Context, ErrorHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { Refusal } from "../errors/index.ts";
import type { Log } from "../log/index.ts";
import type { AppEnv } from "./app-env.ts";

/** The one place that turns what was thrown into HTTP. */
export function answerErrors(log: Log): ErrorHandler<AppEnv> {
  return (error, c) => {
    const { requestId } = c.var;
    if (error instanceof Refusal) {
      log.info(
        { requestId, status: error.status, refusal: error.message, detail: error.detail, err: error.cause },
        "refused",
      );
      return answerRefusal(error, c);
    }
    // Hono's own: a body that is no JSON.
    if (error instanceof HTTPException && error.status < 500) {
      return c.json({ error: "The request is not valid" }, error.status);
    }
    log.error({ requestId, err: error, method: c.req.method, path: c.req.path }, "unforeseen error");
    return c.json({ error: "An error occurred" }, 500);
  };
}

function answerRefusal(refusal: Refusal, c: Context<AppEnv>) {
  return c.json({ error: refusal.message }, refusal.status, refusal.headers);
}
