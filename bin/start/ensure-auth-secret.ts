import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The secret that signs sessions on this machine: made once, kept in the data directory. Not for production. */
export async function ensureAuthSecret(dataDir: string): Promise<string> {
  const file = join(dataDir, "auth-secret");
  const made = randomBytes(33).toString("base64");
  await mkdir(dataDir, { recursive: true });
  // `wx` fails when it is there already, so that two starts at once agree on one secret.
  await writeFile(file, made, { flag: "wx", mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  return (await readFile(file, "utf8")).trim();
}
