import type { Hono } from "hono";
import { notFound, Refusal } from "../errors/index.ts";
import type { AppEnv } from "./app-env.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Under /api: 405 with Allow for a path that has other methods, 404 for one that has none. */
export function refuseUnknownPath(app: Hono<AppEnv>, method: string, path: string): Refusal {
  // Middleware matches every method: a method that has more handlers than a made-up one has a route.
  const handlers = (name: string) => app.router.match(name, path)[0].length;
  const allowed = METHODS.filter((name) => handlers(name) > handlers("NONE"));
  if (allowed.includes("GET")) allowed.push("HEAD");
  if (allowed.length === 0 || allowed.includes(method)) return notFound();
  return new Refusal(405, "Method not allowed", { headers: { Allow: allowed.join(", ") } });
}
