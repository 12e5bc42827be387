import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { Hono } from "hono";
import { CONTENT_SECURITY_POLICY } from "./frame-request.ts";
import { type Bodies, type Encoding, etagOf, loadWebFiles, type WebFile } from "./load-web-files.ts";

interface WebOptions {
  /** Where the web build put `client/` and `ssr/render.js`. */
  distDir: string;
  /** What each page is told; pages are painted again when it changes. */
  boot: () => Promise<unknown>;
  /** Painted fully and kept by browsers until they change; any other page is a shell that nobody stores. */
  publicPaths?: readonly string[];
  /** Answers of the API to paint a page from: `{ "/docs/api": async () => ({ openapi }) }`. */
  answers?: Readonly<Record<string, () => Promise<Record<string, unknown>>>>;
}

type Render = (input: { path: string; boot: unknown; answers?: Record<string, unknown> }) => Promise<string>;
interface Painted {
  /** What it was painted from. */
  from: string;
  etag: string;
  bodies: Bodies;
}

export const PUBLIC_PATHS = ["/", "/subscription", "/sign-in", "/sign-up", "/forgot-password", "/docs/api"] as const;
const PERSONAL_PATHS = [
  "/subscription/success",
  "/reset-password",
  "/confirm-email",
  "/confirm-email-change",
  "/account",
  "/account/billing",
  "/account-deleted",
  "/practice",
  "/outbox",
];
/** Mails are shown as they look, in a frame without scripts. Their styles are inline, and a frame has its page's policy. */
const POLICIES: Readonly<Record<string, string>> = {
  "/outbox": `${CONTENT_SECURITY_POLICY}; style-src-attr 'unsafe-inline'`,
};
/** No route has this path, so the page that says so is painted. */
const NOT_FOUND = "/not-found";

/** Pages and assets of the web part. Only GET and HEAD; anything else is left to whoever comes after. */
export function createWebHandler({ distDir, boot, publicPaths = PUBLIC_PATHS, answers = {} }: WebOptions) {
  let loaded: ReturnType<typeof loadBuild> | undefined;
  const app = new Hono();

  // Hono answers HEAD from the GET route, without the body.
  app.get("*", async (c, next) => {
    loaded ??= loadBuild(distDir);
    const { files, paint } = await loaded;
    const path = withoutTrailingSlash(c.req.path);
    const file = files.get(path);
    if (file) return sendFile(c.req.raw, file);
    if (path.startsWith("/assets/")) return c.text("Not found", 404);
    if (path === "/api" || path.startsWith("/api/")) return next();

    const isPublic = publicPaths.includes(path);
    const known = isPublic || PERSONAL_PATHS.includes(path);
    const painted = await paint({
      path: known ? variantOf(path, c.req.query("canceled")) : NOT_FOUND,
      boot: await boot(),
      ...(answers[path] ? { answers: await answers[path]() } : {}),
    });
    const answer = sendPage(c.req.raw, painted, known ? 200 : 404, isPublic ? "no-cache" : "no-store");
    if (POLICIES[path]) answer.headers.set("content-security-policy", POLICIES[path]);
    return answer;
  });
  return app;
}

/** At the first request, so that an application without pages (a test of the API) needs no build. */
async function loadBuild(distDir: string) {
  const { render } = (await import(pathToFileURL(join(distDir, "ssr", "render.js")).href)) as { render: Render };
  return { files: await loadWebFiles(join(distDir, "client")), paint: createPainter(render) };
}

/** The one search value that changes what is painted first. */
function variantOf(path: string, canceled: string | undefined): string {
  return path === "/subscription" && canceled === "true" ? "/subscription?canceled=true" : path;
}

/** Each page once per path and what it is painted from: as many entries as there are pages. */
function createPainter(render: Render) {
  const painted = new Map<string, Promise<Painted>>();
  return async (input: Parameters<Render>[0]): Promise<Painted> => {
    const from = JSON.stringify([input.boot, input.answers]);
    const kept = await painted.get(input.path)?.catch(() => undefined);
    if (kept?.from === from) return kept;
    const fresh = render(input).then((html) => toPainted(from, html));
    painted.set(input.path, fresh);
    return fresh;
  };
}

function toPainted(from: string, html: string): Painted {
  const identity = Buffer.from(html);
  return {
    from,
    etag: etagOf(identity),
    bodies: {
      identity,
      gzip: gzipSync(identity),
      br: brotliCompressSync(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
    },
  };
}

function sendPage(request: Request, { etag, bodies }: Painted, status: number, cacheControl: string): Response {
  const headers = new Headers({ "content-type": "text/html; charset=utf-8", "cache-control": cacheControl });
  if (cacheControl !== "no-store") headers.set("etag", etag);
  return send(request, { status, headers, bodies });
}

function sendFile(request: Request, { type, immutable, etag, bodies }: WebFile): Response {
  const cacheControl = immutable ? "public, max-age=31536000, immutable" : "public, max-age=3600";
  const headers = new Headers({ "content-type": type, "cache-control": cacheControl, etag });
  return send(request, { status: 200, headers, bodies });
}

function send(request: Request, answer: { status: number; headers: Headers; bodies: Bodies }): Response {
  const { status, headers, bodies } = answer;
  headers.set("vary", "Accept-Encoding");
  const etag = headers.get("etag");
  if (etag && isUnchanged(request, etag)) return new Response(null, { status: 304, headers });
  const encoding = chooseEncoding(request, bodies);
  const body = bodies[encoding] ?? bodies.identity;
  if (encoding !== "identity") headers.set("content-encoding", encoding);
  headers.set("content-length", String(body.byteLength));
  return new Response(body, { status, headers });
}

function chooseEncoding(request: Request, bodies: Bodies): Encoding {
  const accepted = (request.headers.get("accept-encoding") ?? "")
    .split(",")
    .map((entry) => entry.trim().split(/;\s*/))
    .filter(([, quality]) => !/^q=0(\.0*)?$/.test(quality ?? ""))
    .map(([name]) => name);
  return (["br", "gzip"] as const).find((encoding) => bodies[encoding] && accepted.includes(encoding)) ?? "identity";
}

function isUnchanged(request: Request, etag: string): boolean {
  return (request.headers.get("if-none-match") ?? "").split(/,\s*/).some((tag) => tag.replace(/^W\//, "") === etag);
}

function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}
