import { OpenAPIHono } from "@hono/zod-openapi";
import type { ZodError } from "zod";
import { Refusal } from "../errors/index.ts";
import type { AppEnv } from "./app-env.ts";

/** A room's router: paths with schemas that validate, make the types and make the API reference. */
export function createRouter() {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw new Refusal(400, describeIssue(result.error));
    },
  });
}

/** The first thing that is wrong, in words: `email: Invalid email address`. */
function describeIssue(error: ZodError): string {
  const issue = error.issues[0];
  const path = issue?.path.join(".");
  return path ? `${path}: ${issue?.message}` : (issue?.message ?? "The request is not valid");
}
