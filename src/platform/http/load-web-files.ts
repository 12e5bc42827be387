import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";

export type Bodies = { identity: Uint8Array<ArrayBuffer> } & Partial<Record<Encoding, Uint8Array<ArrayBuffer>>>;
export type Encoding = "br" | "gzip" | "identity";
export interface WebFile {
  type: string;
  etag: string;
  /** Named after its content: it never changes. */
  immutable: boolean;
  /** The file and the compressed copies that the build put beside it. */
  bodies: Bodies;
}

const TYPES: Record<string, string> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".txt": "text/plain; charset=utf-8",
  ".png": "image/png",
  ".ico": "image/x-icon",
};

/**
 * Every file that may be served, by its address, held in memory: about two megabytes. A path that is not in this list is
 * never opened, and a build that replaces the files on disk does not harm a server that is running.
 */
export async function loadWebFiles(root: string): Promise<Map<string, WebFile>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = new Map<string, WebFile>();
  for (const path of paths) {
    const address = `/${relative(root, path).split(sep).join("/")}`;
    const type = TYPES[extname(path)];
    if (!type || address.includes("/.")) continue;
    const identity = await readFile(path);
    files.set(address, {
      type,
      etag: etagOf(identity),
      immutable: address.startsWith("/assets/"),
      bodies: {
        identity,
        ...(paths.includes(`${path}.br`) ? { br: await readFile(`${path}.br`) } : {}),
        ...(paths.includes(`${path}.gz`) ? { gzip: await readFile(`${path}.gz`) } : {}),
      },
    });
  }
  return files;
}

export function etagOf(content: Uint8Array): string {
  return `"${createHash("sha256").update(content).digest("base64url").slice(0, 22)}"`;
}
