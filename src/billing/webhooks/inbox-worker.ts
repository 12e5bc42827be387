import { setTimeout as pause } from "node:timers/promises";
import type { BillingContext } from "../context.ts";
import { claimDueEvents } from "./claim-due-events.ts";
import type { WorkItem } from "./work-item.ts";
import { findUsers, workOnEvents } from "./work-on-events.ts";

/** What happens to somebody comes as several events at once: one fetch answers all that came in this time. */
const GATHERING_MS = 15;
const USERS_AT_ONCE = 8;
const MOST_WAITING = 1000;
const MOST_AT_A_TIME = 100;
/** Few enough that other processes get their share of a backlog. */
const MOST_CLAIMED = 16;

/** Works on events of the inbox: a few users at a time, and all that waits for one user together. */
export type InboxWorker = Readonly<{
  /** Takes an event that was stored just now. When too many wait, it is left in the inbox until it is due. */
  take(item: WorkItem): void;
  /** Claims and works on what is due, until nothing is. */
  workOff(): Promise<void>;
  /** Resolves when nothing is being worked on. */
  idle(): Promise<void>;
}>;

export function createInboxWorker(ctx: BillingContext): InboxWorker {
  const arrived: WorkItem[] = [];
  const waiting = new Map<string, WorkItem[]>();
  const busy = new Set<string>();
  const working = new Set<Promise<void>>();
  let sorting = false;

  function track(work: Promise<void>): void {
    const tracked = work.finally(() => working.delete(tracked));
    working.add(tracked);
  }

  /** Finds whom the events are about, as many at a time as have come. */
  async function sort(): Promise<void> {
    sorting = true;
    try {
      await pause(GATHERING_MS);
      while (arrived.length > 0) {
        for (const { item, userId } of await findUsers(ctx, arrived.splice(0, MOST_AT_A_TIME))) {
          waiting.set(userId, [...(waiting.get(userId) ?? []), item]);
        }
        startNext();
      }
    } finally {
      sorting = false;
    }
  }

  function startNext(): void {
    for (const [userId, items] of waiting) {
      if (busy.size >= USERS_AT_ONCE) return;
      if (busy.has(userId)) continue;
      waiting.delete(userId);
      busy.add(userId);
      track(
        workOnEvents(ctx, userId, items).finally(() => {
          busy.delete(userId);
          startNext();
        }),
      );
    }
  }

  function start(items: readonly WorkItem[]): void {
    arrived.push(...items);
    if (!sorting) track(sort());
  }

  async function idle(): Promise<void> {
    while (working.size > 0) await Promise.all(working);
  }

  return {
    take: (item) => {
      if (arrived.length + waiting.size < MOST_WAITING) start([item]);
    },
    workOff: async () => {
      for (;;) {
        const items = await claimDueEvents(ctx, MOST_CLAIMED);
        if (items.length === 0) return;
        start(items);
        await idle();
      }
    },
    idle,
  };
}
