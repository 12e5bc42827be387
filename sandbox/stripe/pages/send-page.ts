import type { Context } from "hono";
import type { Html } from "./layout.ts";

type Status = 200 | 400 | 402 | 404 | 410 | 500;

/** Never kept, never framed, and nothing in it may come from another host. */
export function sendPage(c: Context, body: Html, status: Status = 200) {
  return c.html(body, status, {
    "cache-control": "no-store",
    "content-security-policy":
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
  });
}
