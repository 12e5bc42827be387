import type { Store } from "../store/store.ts";
import type { TableName } from "../store/tables.ts";
import { dueMoment, REAL_CLOCK } from "./due-moment.ts";

export interface Due {
  at: number;
  table: TableName;
  id: string;
}

interface Entry extends Due {
  /** Breaks ties: what was planned first is done first. */
  order: number;
}

const agendas = new WeakMap<Store, Agenda>();

/** The one agenda of a store, which follows its writes from the first question on. */
export function agendaOf(store: Store): Agenda {
  const known = agendas.get(store);
  if (known) return known;
  const agenda = new Agenda(store);
  agendas.set(store, agenda);
  return agenda;
}

/**
 * What time will bring about next, kept as a heap per clock so that thousands of subscriptions cost no search. Nothing
 * here is stored: it is read off the rows, and read anew when they were replaced or a transaction was undone.
 */
export class Agenda {
  readonly #store: Store;
  readonly #heaps = new Map<string, Entry[]>();
  /** The moment each row waits for; an entry of a heap that says otherwise is out of date. */
  readonly #planned = new Map<string, number>();
  #epoch = -1;
  #order = 0;

  constructor(store: Store) {
    this.#store = store;
    store.onWrite((table, id, row) => {
      if (this.#epoch === store.epoch) this.#plan(table as TableName, id, row);
    });
  }

  /** The earliest thing due on `clock` at or before `until`, left on the agenda until its row changes. */
  next(until: number, clock: string = REAL_CLOCK): Due | null {
    if (this.#epoch !== this.#store.epoch) this.#readAnew();
    const heap = this.#heaps.get(clock) ?? [];
    while (heap[0] && this.#planned.get(keyOf(heap[0])) !== heap[0].at) removeFirst(heap);
    return heap[0] && heap[0].at <= until ? heap[0] : null;
  }

  #readAnew(): void {
    this.#epoch = this.#store.epoch;
    this.#heaps.clear();
    this.#planned.clear();
    for (const [table, id, row] of this.#store.rows()) this.#plan(table as TableName, id, row);
  }

  #plan(table: TableName, id: string, row: unknown): void {
    const moment = dueMoment(table, row);
    const key = keyOf({ table, id });
    if (!moment) {
      this.#planned.delete(key);
      return;
    }
    if (this.#planned.get(key) === moment.at) return;
    this.#planned.set(key, moment.at);
    const heap = this.#heaps.get(moment.clock) ?? [];
    this.#heaps.set(moment.clock, heap);
    add(heap, { at: moment.at, table, id, order: this.#order++ });
  }
}

function keyOf({ table, id }: Pick<Due, "table" | "id">): string {
  return `${table} ${id}`;
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at !== b.at ? a.at < b.at : a.order < b.order;
}

function add(heap: Entry[], entry: Entry): void {
  let place = heap.length;
  while (place > 0) {
    const parent = (place - 1) >> 1;
    const above = heap[parent];
    if (!above || !isBefore(entry, above)) break;
    heap[place] = above;
    place = parent;
  }
  heap[place] = entry;
}

function removeFirst(heap: Entry[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let place = 0;
  for (;;) {
    const left = 2 * place + 1;
    const right = left + 1;
    const [a, b] = [heap[left], heap[right]];
    if (!a) break;
    const child = b && isBefore(b, a) ? right : left;
    const below = child === right && b ? b : a;
    if (!isBefore(below, last)) break;
    heap[place] = below;
    place = child;
  }
  heap[place] = last;
}
