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
  readonly #watchers: ((...write: Write) => void)[] = [];
  #epoch = 0;
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
      if (open.writes.length > 0) this.#epoch += 1;
      this.#open = null;
      throw error;
    }
  }

  onCommit(listener: (writes: readonly Write[]) => void): void {
    this.#listeners.push(listener);
  }

  /** Hears of each write at once, inside its transaction; one that is undone afterwards only moves `epoch`. */
  onWrite(watcher: (...write: Write) => void): void {
    this.#watchers.push(watcher);
  }

  /** Moves whenever rows changed in another way than by writes heard of: undone, or replaced as a whole. */
  get epoch(): number {
    return this.#epoch;
  }

  oldest<T extends TableName>(table: T): Tables[T] | undefined {
    return this.#rows(table).values().next().value as Tables[T] | undefined;
  }

  /** All rows; they stay as they are, since rows are never changed in place. */
  rows(): Write[] {
    return [...this.#everything()];
  }

  /** Puts `rows` in the place of everything but the tables in `keep`, which stay as they are. Nobody is told. */
  replaceAll(rows: readonly Write[], keep: readonly TableName[]): void {
    const isKept = (table: string) => keep.some((name) => name === table);
    for (const table of [...this.#tables.keys()]) if (!isKept(table)) this.#tables.delete(table);
    for (const [table, id, row] of rows) if (!isKept(table)) this.#rows(table).set(id, row);
    this.#epoch += 1;
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
    for (const watcher of this.#watchers) watcher(table, id, row);
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
