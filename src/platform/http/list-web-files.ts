import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";

export interface WebFile {
  path: string;
  type: string;
  etag: string;
  /** Named after its content: it never changes. */
  immutable: boolean;
  /** Compressed copies that the build put beside it. */
  encodings: ("br" | "gzip")[];
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

/** Every file that may be served, by its address. A path that is not in this list is never opened. */
export async function listWebFiles(root: string): Promise<Map<string, WebFile>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const all = new Set(paths);
  const files = new Map<string, WebFile>();
  for (const path of paths) {
    const address = `/${relative(root, path).split(sep).join("/")}`;
    const type = TYPES[extname(path)];
    if (!type || address.includes("/.")) continue;
    files.set(address, {
      path,
      type,
      etag: `"${createHash("sha256")
        .update(await readFile(path))
        .digest("base64url")
        .slice(0, 22)}"`,
      immutable: address.startsWith("/assets/"),
      encodings: [
        ...(all.has(`${path}.br`) ? (["br"] as const) : []),
        ...(all.has(`${path}.gz`) ? (["gzip"] as const) : []),
      ],
    });
  }
  return files;
}
