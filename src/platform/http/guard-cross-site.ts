import { createMiddleware } from "hono/factory";
import { Refusal } from "../errors/index.ts";
import type { AppEnv } from "./app-env.ts";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses what another site makes a visitor's browser send: a state-changing request must come from our own pages.
 * @param openPaths take requests from anywhere, as long as they carry no cookie and so speak for nobody.
 */
export function guardCrossSite(publicUrl: string, openPaths: ReadonlySet<string>) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const guarded =
      !SAFE_METHODS.has(c.req.method) && (c.req.header("cookie") !== undefined || !openPaths.has(c.req.path));
    if (guarded && !comesFromOurPages(c.req.header("sec-fetch-site"), c.req.header("origin"), publicUrl)) {
      throw new Refusal(403, "This request came from another site");
    }
    await next();
  });
}

/** Browsers say it themselves in Sec-Fetch-Site; older ones send only Origin; no browser sends neither on a POST. */
function comesFromOurPages(fetchSite: string | undefined, origin: string | undefined, publicUrl: string): boolean {
  if (fetchSite !== undefined) return fetchSite === "same-origin";
  return origin === undefined || origin === publicUrl;
}
