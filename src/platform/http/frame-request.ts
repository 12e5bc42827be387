import { randomUUID } from "node:crypto";
import { createMiddleware } from "hono/factory";
import type { Config } from "../config/index.ts";
import type { Log } from "../log/index.ts";
import type { AppEnv } from "./app-env.ts";

export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** On every answer: errors, files and pages alike. */
const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": CONTENT_SECURITY_POLICY,
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
};

/** The outermost middleware: a request id, the security headers, one log line a request. */
export function frameRequest(config: Pick<Config, "publicUrl">, log: Log) {
  const https = config.publicUrl.startsWith("https://");
  const headers = Object.entries({
    ...SECURITY_HEADERS,
    ...(https ? { "Strict-Transport-Security": "max-age=63072000; includeSubDomains" } : {}),
  });
  // The line's own keys hold no secret; looking for some in each would cost more than writing it.
  const lines = log.child({}, { redact: [] });
  return createMiddleware<AppEnv>(async (c, next) => {
    const started = performance.now();
    const { method, path } = c.req;
    const requestId = randomUUID();
    c.set("requestId", requestId);
    // Set on Node's own answer, so that every answer has them, whoever makes it; a handler's own header goes first.
    const { outgoing } = c.env;
    outgoing.setHeader("X-Request-Id", requestId);
    for (const [name, value] of headers) outgoing.setHeader(name, value);
    if (path.startsWith("/api/")) outgoing.setHeader("Cache-Control", "no-store");
    await next();
    lines.info(
      { requestId, method, path, status: c.res.status, ms: Math.round(performance.now() - started) },
      "request",
    );
  });
}
