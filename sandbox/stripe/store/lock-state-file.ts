import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

/**
 * Keeps a second process off a state file: two of them would write each other's history away. The lock is SQLite's, on
 * a file beside it, since Node has no lock of its own; the kernel frees it when the process ends, however it ends.
 * @throws Error in words for the operator when another process has it.
 */
export function lockStateFile(stateFile: string): { release(): void } {
  mkdirSync(dirname(stateFile), { recursive: true });
  const database = new DatabaseSync(`${stateFile}.lock`);
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch {
    database.close();
    throw new Error(`${stateFile} is in use by another sandbox: stop that one, or use another file (DATA_DIR).`);
  }
  return {
    release: () => {
      if (database.isOpen) database.close();
    },
  };
}
