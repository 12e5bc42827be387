import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseStartError } from "../database-start-error.ts";

/** One statement of one migration file, the unit that is applied and recorded. */
export type Step = { tag: string; position: number; statement: string; checksum: string };

/** All that a directory asks for; `tags` also names the files that hold no statement. */
export type Migrations = { tags: string[]; steps: Step[] };

/** The statements in the directory that drizzle-kit writes, in the order in which they are applied. */
export async function readMigrations(directory: string): Promise<Migrations> {
  const journal = await readText(join(directory, "meta", "_journal.json"));
  const entries: { tag: string }[] = JSON.parse(journal).entries;
  const tags = entries.map((entry) => entry.tag);
  const texts = await Promise.all(tags.map((tag) => readText(join(directory, `${tag}.sql`))));
  const steps = tags.flatMap((tag, index) => splitStatements(texts[index] ?? "").map((step) => ({ tag, ...step })));
  return { tags, steps };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseStartError(`A file of the migrations cannot be read: ${reason}. Restore it from the repository.`);
  }
}

function splitStatements(text: string): Omit<Step, "tag">[] {
  return text
    .replaceAll("\r\n", "\n")
    .split("--> statement-breakpoint")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((statement, position) => ({
      position,
      statement,
      checksum: createHash("sha256").update(statement).digest("hex"),
    }));
}
