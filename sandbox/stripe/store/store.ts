import type { Journal, Write } from "./journal.ts";
import type { TableName, Tables } from "./tables.ts";

/**
 * The sandbox's memory: a map per table, oldest row first. Work happens in synchronous transactions; each is journaled
 * as one line before anybody hears of it, and undone as a whole when it throws.
 */
export class Store {
  readonly #tables = new Map<string, Map<string, unknown>>();
  readonly #journal: Journal | null;
  readonly #listeners: ((writes: readonly Write[]) => void)[] = [];
  #open: { writes: Write[]; undo: (() => void)[] } | null = null;

  constructor(journal: Journal | null) {
    this.#journal = journal;
    journal?.replay(([table, id, row]) => {
      if (row === null) this.#rows(table).delete(id);
      else this.#rows(table).set(id, row);
    });
    journal?.compact(this.#everything());
  }

  get<T extends TableName>(table: T, id: string): Tables[T] | undefined {
    return this.#rows(table).get(id) as Tables[T] | undefined;
  }

  /** Oldest first. */
  all<T extends TableName>(table: T): Tables[T][] {
    return [...this.#rows(table).values()] as Tables[T][];
  }

  count(table: TableName): number {
    return this.#rows(table).size;
  }

  put<T extends TableName>(table: T, id: string, row: Tables[T]): void {
    this.#write(table, id, row);
  }

  remove(table: TableName, id: string): void {
    this.#write(table, id, null);
  }

  /** Runs `work` wholly or not at all; a transaction inside a transaction joins it. */
  transact<R>(work: () => R): R {
    if (this.#open) return work();
    const open = { writes: [] as Write[], undo: [] as (() => void)[] };
    this.#open = open;
    try {
      const result = work();
      if (open.writes.length > 0) this.#journal?.append(open.writes);
      this.#open = null;
      if (open.writes.length > 0) for (const listener of this.#listeners) listener(open.writes);
      return result;
    } catch (error) {
      if (this.#open === open) for (const undo of open.undo.reverse()) undo();
      this.#open = null;
      throw error;
    }
  }

  onCommit(listener: (writes: readonly Write[]) => void): void {
    this.#listeners.push(listener);
  }

  oldest<T extends TableName>(table: T): Tables[T] | undefined {
    return this.#rows(table).values().next().value as Tables[T] | undefined;
  }

  /** Forgets everything but the tables named. */
  reset(keep: readonly TableName[]): void {
    for (const table of this.#tables.keys()) if (!keep.some((name) => name === table)) this.#tables.delete(table);
    this.#journal?.compact(this.#everything());
  }

  #write(table: string, id: string, row: unknown): void {
    if (!this.#open) {
      this.transact(() => this.#write(table, id, row));
      return;
    }
    const rows = this.#rows(table);
    const had = rows.has(id);
    const before = rows.get(id);
    this.#open.undo.push(() => (had ? rows.set(id, before) : rows.delete(id)));
    this.#open.writes.push([table, id, row]);
    if (row === null) rows.delete(id);
    else rows.set(id, row);
  }

  #rows(table: string): Map<string, unknown> {
    const rows = this.#tables.get(table) ?? new Map<string, unknown>();
    this.#tables.set(table, rows);
    return rows;
  }

  *#everything(): Generator<Write> {
    for (const [table, rows] of this.#tables) for (const [id, row] of rows) yield [table, id, row];
  }
}
