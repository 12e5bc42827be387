import type { MiddlewareHandler } from "hono";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Only this machine, and only on purpose: a foreign Host is DNS rebinding, a foreign Origin another site's page. Stripe's
 * API itself is called by servers, which send no Origin.
 */
export const guardRequest: MiddlewareHandler = async (c, next) => {
  const host = c.req.header("host") ?? "";
  if (!LOOPBACK.has(hostname(`http://${host}`))) return c.text("The Stripe sandbox answers on loopback only.\n", 403);
  const origin = c.req.header("origin");
  const reads = c.req.method === "GET" || c.req.method === "HEAD";
  if (origin !== undefined && !reads && origin !== `http://${host}`) {
    return c.text("This form was sent from another site.\n", 403);
  }
  await next();
  return undefined;
};

function hostname(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : "";
}
