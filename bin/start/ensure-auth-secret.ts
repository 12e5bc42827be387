import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../../src/platform/config/index.ts";

/**
 * The secret that signs sessions on this machine: made once, kept in the data directory. For the demo only.
 * @throws ConfigError when the directory can not be used.
 */
export async function ensureAuthSecret(dataDir: string): Promise<string> {
  const file = join(dataDir, "auth-secret");
  const made = randomBytes(33).toString("base64");
  await mkdir(dataDir, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError(
      `DATA_DIR ${dataDir} can't be used (${error.code}): name a directory that can be made and written to.`,
    );
  });
  // `wx` fails when it is there already, so that two starts at once agree on one secret.
  await writeFile(file, made, { flag: "wx", mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  return (await readFile(file, "utf8")).trim();
}
