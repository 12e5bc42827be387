import { DatabaseStartError } from "../database-start-error.ts";
import { type Binaries, findBinaries } from "./find-binaries.ts";
import { runCommand } from "./run-command.ts";

const oldestVersion = 15;

/** The PostgreSQL to run: for a cluster that is there, one of its release; else the best that works. */
export async function chooseBinaries(
  dataDir: string,
  shownDir: string,
  clusterMajor: number | undefined,
): Promise<Binaries> {
  const seen: string[] = [];
  for (const binaries of await findBinaries(dataDir)) {
    const { major, trouble } = await readMajor(binaries);
    if (major !== undefined && (clusterMajor === undefined ? major >= oldestVersion : major === clusterMajor)) {
      return binaries;
    }
    seen.push(major === undefined ? trouble : String(major));
  }
  if (clusterMajor !== undefined && seen.some((version) => /^\d+$/.test(version))) {
    throw new DatabaseStartError(
      `The database in ${shownDir} was made by PostgreSQL ${clusterMajor}, and this machine has ${seen.join(", ")}: install PostgreSQL ${clusterMajor}, or dump it there and restore it into a new DATA_DIR.`,
    );
  }
  throw new DatabaseStartError(
    `No usable PostgreSQL on this machine (${seen.join("; ")}): set DATABASE_URL, or install PostgreSQL ${oldestVersion} or newer.`,
  );
}

async function readMajor(binaries: Binaries): Promise<{ major: number | undefined; trouble: string }> {
  const outcome = await runCommand([binaries.postgres, "--version"], { libraryPath: binaries.libraryPath });
  const found = outcome.code === 0 ? /PostgreSQL\)? (\d+)/.exec(outcome.output) : null;
  return { major: found === null ? undefined : Number(found[1]), trouble: outcome.output.trim().split("\n")[0] ?? "" };
}
