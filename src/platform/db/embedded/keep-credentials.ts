import { randomBytes } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * How to log in to the embedded server. The port is the last one used and is kept where it is free; the host is
 * where the server last ran, because the directory may be shared between containers.
 */
export type Credentials = { password: string; port: number | undefined; host: string | undefined };

export const appRole = "app";
export const adminRole = "postgres";
export const databaseName = "app";

export function newCredentials(): Credentials {
  return { password: randomBytes(24).toString("hex"), port: undefined, host: undefined };
}

/** The URL of a role's database; the password is letters and digits only. */
export function urlOf(role: string, database: string, credentials: Credentials): string {
  return `postgres://${role}:${credentials.password}@127.0.0.1:${credentials.port}/${database}`;
}

export async function readCredentials(dataDir: string): Promise<Credentials | undefined> {
  const text = await readFile(fileIn(dataDir), "utf8").catch(() => "");
  try {
    const { password, port, host } = JSON.parse(text);
    if (typeof password !== "string" || !/^\w+$/.test(password)) return undefined;
    return {
      password,
      port: Number.isInteger(port) ? port : undefined,
      host: typeof host === "string" ? host : undefined,
    };
  } catch {
    return undefined;
  }
}

/** Written aside, forced to disk and renamed, so that a crash leaves the old file or the new one. */
export async function writeCredentials(dataDir: string, credentials: Credentials): Promise<void> {
  const path = fileIn(dataDir);
  const file = await open(`${path}.new`, "w", 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(`${JSON.stringify(credentials)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  await syncFolder(dirname(path));
}

/** Makes a rename inside the folder survive a power cut. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  await folder.sync().finally(() => folder.close());
}

function fileIn(dataDir: string): string {
  return join(dataDir, "postgres.json");
}
