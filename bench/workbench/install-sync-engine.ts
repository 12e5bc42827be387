import { spawn } from "node:child_process";
import { once } from "node:events";
import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const FOLDER = new URL("../sync-engine/", import.meta.url);

/** Installs the packages of `sync-engine/` unless they are there. They are no part of the product's installation. */
export async function installSyncEngine(): Promise<void> {
  // npm writes the second one when it has installed what the first one says.
  const [asked, installed] = await Promise.all([
    lastChange("package-lock.json"),
    lastChange("node_modules/.package-lock.json"),
  ]);
  if (asked <= installed) return;
  console.log("npm ci --prefix bench/sync-engine");
  const args = ["ci", "--prefix", fileURLToPath(FOLDER), "--ignore-scripts", "--no-audit", "--no-fund"];
  const npm = spawn("npm", args, { stdio: ["ignore", "ignore", "inherit"] });
  const [code] = await once(npm, "exit");
  if (code !== 0) throw new Error(`npm ci --prefix bench/sync-engine ended with ${code}`);
}

/** Milliseconds; 0 when it does not exist. */
async function lastChange(path: string): Promise<number> {
  try {
    return (await stat(new URL(path, FOLDER))).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw error;
  }
}
