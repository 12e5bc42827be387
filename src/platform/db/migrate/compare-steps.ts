import type pg from "pg";
import { DatabaseStartError } from "../database-start-error.ts";
import { readSqlState } from "../read-sql-state.ts";
import type { Migrations, Step } from "./read-migrations.ts";

/** What the database remembers of a statement; one without an end was begun by a process that died. */
export type RecordedStep = { tag: string; position: number; checksum: string; finished: boolean };

export type Comparison = {
  /** Not recorded as finished, in order. `begun` ones may or may not have taken effect. */
  pending: (Step & { begun: boolean })[];
  /** Applied by a newer release of the program. */
  unknownTags: string[];
};

const undefinedTable = "42P01";

/** What the database remembers; nothing, when it has never been migrated. One query. */
export async function readRecordedSteps(client: pg.Pool | pg.Client): Promise<RecordedStep[]> {
  try {
    const { rows } = await client.query<RecordedStep>(
      `select tag, position, checksum, finished_at is not null as finished from migration_steps`,
    );
    return rows;
  } catch (error) {
    if (readSqlState(error) === undefinedTable) return [];
    throw error;
  }
}

/** Which statements are still to be applied. Refuses when a statement that was applied reads differently now. */
export function compareSteps(migrations: Migrations, recorded: readonly RecordedStep[]): Comparison {
  const memory = new Map(recorded.map((step) => [keyOf(step), step]));
  const pending: Comparison["pending"] = [];
  for (const step of migrations.steps) {
    const known = memory.get(keyOf(step));
    if (known !== undefined && known.checksum !== step.checksum) throw refuseChange(step);
    if (known?.finished !== true) pending.push({ ...step, begun: known !== undefined });
  }
  const tags = new Set(migrations.tags);
  const present = new Set(migrations.steps.map(keyOf));
  const removed = recorded.find((step) => tags.has(step.tag) && !present.has(keyOf(step)));
  if (removed !== undefined) throw refuseChange(removed);
  const unknownTags = [...new Set(recorded.map((step) => step.tag).filter((tag) => !tags.has(tag)))];
  return { pending, unknownTags };
}

function keyOf(step: { tag: string; position: number }): string {
  return `${step.tag} ${step.position}`;
}

function refuseChange(step: { tag: string; position: number }): DatabaseStartError {
  return new DatabaseStartError(
    `Migration ${step.tag} was changed after it had been applied here (statement ${step.position + 1}): restore that file from the repository and put the change into a new migration.`,
  );
}
