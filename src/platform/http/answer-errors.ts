import type { Context, ErrorHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { Refusal } from "../errors/index.ts";
import type { AppEnv } from "./app-env.ts";

/** The one place that turns what was thrown into HTTP. */
export const answerErrors: ErrorHandler<AppEnv> = (error, c) => {
  if (error instanceof Refusal) return answerRefusal(error, c);
  // Hono's own: a body that is no JSON.
  if (error instanceof HTTPException && error.status < 500)
    return c.json({ error: "The request is not valid" }, error.status);
  c.var.log.error({ err: error, method: c.req.method, path: c.req.path }, "unforeseen error");
  return c.json({ error: "An error occurred" }, 500);
};

function answerRefusal(refusal: Refusal, c: Context<AppEnv>) {
  c.var.log.info(
    { status: refusal.status, refusal: refusal.message, detail: refusal.detail, err: refusal.cause },
    "refused",
  );
  return c.json({ error: refusal.message }, refusal.status, refusal.headers);
}
