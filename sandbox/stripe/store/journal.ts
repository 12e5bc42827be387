import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** One row written: table, id, and the row, or null when it was removed. */
export type Write = [table: string, id: string, row: unknown];

/** An append-only file with one JSON array of writes per line; each line is one whole transaction. */
export class Journal {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
  }

  replay(apply: (write: Write) => void): void {
    if (!existsSync(this.#file)) return;
    const lines = readFileSync(this.#file, "utf8").split("\n");
    // A process killed while writing leaves a torn last line. That transaction was never answered, so it is dropped.
    const torn = lines.pop();
    for (const [index, line] of lines.entries()) {
      for (const write of parseLine(line, `${this.#file}:${index + 1}`)) apply(write);
    }
    if (torn) this.#rewrite(lines);
  }

  append(writes: readonly Write[]): void {
    appendFileSync(this.#file, `${JSON.stringify(writes)}\n`);
  }

  /** Replaces the history with the state it led to. */
  compact(writes: Iterable<Write>): void {
    this.#rewrite(Array.from(writes, (write) => JSON.stringify([write])));
  }

  #rewrite(lines: readonly string[]): void {
    const fresh = `${this.#file}.new`;
    writeFileSync(fresh, lines.map((line) => `${line}\n`).join(""));
    renameSync(fresh, this.#file);
  }
}

function parseLine(line: string, place: string): Write[] {
  try {
    return JSON.parse(line) as Write[];
  } catch {
    throw new Error(`${place}: the sandbox's state file is damaged; move it away to start empty`);
  }
}
