import { createHash } from "node:crypto";
import { readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const INPUTS = ["src/web", "src/contract", "vite.config.ts", "package-lock.json", "bin/build-web.ts"];
const STAMP = "inputs.sha256";

/** Where the server finds the built pages. */
export const WEB_DIST = join(ROOT, "dist/web");

/**
 * Builds the pages when what they are made from has changed. A build happens beside the old one and takes its place
 * when it is whole, so a server that is running never sees half of one.
 * @returns true when something was built
 */
export async function buildWebIfNeeded(progress: (line: string) => void = () => {}): Promise<boolean> {
  const hash = await hashInputs();
  if ((await readFile(join(WEB_DIST, STAMP), "utf8").catch(() => "")) === hash) return false;
  progress("Building the pages, about 10 seconds");
  const started = performance.now();
  const environment = process.env.NODE_ENV;
  const fresh = `${WEB_DIST}-${process.pid}`;
  const old = `${fresh}-old`;
  try {
    // The pages are the same wherever they are built: a variable of a test run must not make them another build.
    process.env.NODE_ENV = "production";
    const { build } = await import("vite");
    const configFile = join(ROOT, "vite.config.ts");
    await build({ configFile, build: { outDir: join(fresh, "client") } });
    await Promise.all([
      build({ configFile, build: { ssr: true, outDir: join(fresh, "ssr") } }),
      compressAssets(join(fresh, "client")),
    ]);
    await writeFile(join(fresh, STAMP), hash);
    await rename(WEB_DIST, old).catch(() => {});
    await rename(fresh, WEB_DIST);
  } finally {
    if (environment === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = environment;
    await Promise.all([fresh, old].map((path) => rm(path, { recursive: true, force: true })));
  }
  progress(`Built the pages in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return true;
}

async function hashInputs(): Promise<string> {
  const hash = createHash("sha256").update(process.versions.node);
  for (const path of await listInputs()) {
    hash.update(`\0${relative(ROOT, path)}\0`).update(await readFile(path));
  }
  return hash.digest("hex");
}

async function listInputs(): Promise<string[]> {
  const lists = await Promise.all(
    INPUTS.map(async (input) => {
      const path = join(ROOT, input);
      if ((await stat(path)).isFile()) return [path];
      const entries = await readdir(path, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    }),
  );
  return lists
    .flat()
    .filter((path) => !/\.test\.tsx?$/.test(path))
    .sort();
}

/** Once at build time, as well as it goes: browsers take the brotli copy. Fonts are compressed already. */
async function compressAssets(dir: string): Promise<void> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && [".js", ".css", ".svg"].includes(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name));
  await Promise.all(
    paths.map(async (path) => {
      const bytes = await readFile(path);
      const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
      await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, brotli));
      await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
    }),
  );
}

if (import.meta.main) {
  const built = await buildWebIfNeeded((line) => console.log(line));
  if (!built) console.log("The pages are up to date");
}
