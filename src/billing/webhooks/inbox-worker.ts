import type { BillingContext } from "../context.ts";
import { claimDueEvents } from "./claim-due-events.ts";
import { type WorkItem, workOnEvent } from "./work-on-event.ts";

const AT_ONCE = 4;
const MOST_WAITING = 500;

/** Works on events of the inbox, a few at a time. */
export type InboxWorker = Readonly<{
  /** Takes an event that was stored just now. When too many wait, it is left in the inbox until it is due. */
  take(item: WorkItem): void;
  /** Claims and works on what is due, until nothing is. */
  workOff(): Promise<void>;
  /** Resolves when nothing is being worked on. */
  idle(): Promise<void>;
}>;

export function createInboxWorker(ctx: BillingContext): InboxWorker {
  const waiting: WorkItem[] = [];
  const working = new Set<Promise<void>>();

  function startNext(): void {
    while (working.size < AT_ONCE && waiting.length > 0) {
      const item = waiting.shift();
      if (item === undefined) return;
      const work = workOnEvent(ctx, item).finally(() => {
        working.delete(work);
        startNext();
      });
      working.add(work);
    }
  }

  async function idle(): Promise<void> {
    while (working.size > 0) await Promise.all(working);
  }

  return {
    take: (item) => {
      if (waiting.length < MOST_WAITING) waiting.push(item);
      startNext();
    },
    workOff: async () => {
      for (;;) {
        const items = await claimDueEvents(ctx, AT_ONCE * 4);
        if (items.length === 0) return;
        waiting.push(...items);
        startNext();
        await idle();
      }
    },
    idle,
  };
}
