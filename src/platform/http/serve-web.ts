import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { Hono } from "hono";
import { listWebFiles, type WebFile } from "./list-web-files.ts";

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
type Encoding = "br" | "gzip" | "identity";
interface Painted {
  /** What it was painted from. */
  from: string;
  etag: string;
  bodies: Record<Encoding, Uint8Array<ArrayBuffer>>;
}

export const PUBLIC_PATHS = ["/", "/subscription", "/sign-in", "/sign-up", "/forgot-password", "/docs/api"] as const;
const PERSONAL_PATHS = [
  "/subscription/success",
  "/reset-password",
  "/confirm-email",
  "/confirm-email-change",
  "/account",
  "/account-deleted",
  "/practice",
  "/outbox",
];
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
    return sendPage(c.req.raw, painted, known ? 200 : 404, isPublic ? "no-cache" : "no-store");
  });
  return app;
}

/** At the first request, so that an application without pages (a test of the API) needs no build. */
async function loadBuild(distDir: string) {
  const { render } = (await import(pathToFileURL(join(distDir, "ssr", "render.js")).href)) as { render: Render };
  return { files: await listWebFiles(join(distDir, "client")), paint: createPainter(render) };
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
    etag: `"${createHash("sha256").update(identity).digest("base64url").slice(0, 22)}"`,
    bodies: {
      identity,
      gzip: gzipSync(identity),
      br: brotliCompressSync(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
    },
  };
}

function sendPage(request: Request, painted: Painted, status: number, cacheControl: string): Response {
  const encoding = chooseEncoding(request, ["br", "gzip"]);
  const headers = new Headers({
    "content-type": "text/html; charset=utf-8",
    "cache-control": cacheControl,
    vary: "Accept-Encoding",
  });
  if (cacheControl !== "no-store") {
    headers.set("etag", painted.etag);
    if (isUnchanged(request, painted.etag)) return new Response(null, { status: 304, headers });
  }
  if (encoding !== "identity") headers.set("content-encoding", encoding);
  const body = painted.bodies[encoding];
  headers.set("content-length", String(body.byteLength));
  return new Response(body, { status, headers });
}

async function sendFile(request: Request, file: WebFile): Promise<Response> {
  const headers = new Headers({
    "content-type": file.type,
    "cache-control": file.immutable ? "public, max-age=31536000, immutable" : "public, max-age=3600",
    etag: file.etag,
    vary: "Accept-Encoding",
  });
  if (isUnchanged(request, file.etag)) return new Response(null, { status: 304, headers });
  const encoding = chooseEncoding(request, file.encodings);
  if (encoding !== "identity") headers.set("content-encoding", encoding);
  const body = await readFile(file.path + { br: ".br", gzip: ".gz", identity: "" }[encoding]);
  headers.set("content-length", String(body.byteLength));
  return new Response(body, { headers });
}

function chooseEncoding(request: Request, offered: readonly Encoding[]): Encoding {
  const accepted = (request.headers.get("accept-encoding") ?? "")
    .split(",")
    .map((entry) => entry.trim().split(/;\s*/))
    .filter(([, quality]) => !/^q=0(\.0*)?$/.test(quality ?? ""))
    .map(([name]) => name);
  return offered.find((encoding) => accepted.includes(encoding)) ?? "identity";
}

function isUnchanged(request: Request, etag: string): boolean {
  return (request.headers.get("if-none-match") ?? "").split(/,\s*/).some((tag) => tag.replace(/^W\//, "") === etag);
}

function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}
