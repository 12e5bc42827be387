import type Stripe from "stripe";
import type { Pick } from "./life.ts";
import type { World } from "./open-world.ts";

export type PostOffice = ReturnType<typeof openPostOffice>;

/** Where Stripe's events of one life lie until the life says which of them comes when. */
export function openPostOffice(world: World, trouble: number | null) {
  const waiting: Stripe.Event[] = [];
  const brought: Stripe.Event[] = [];
  const seen = new Set<string>();

  /** Takes in what has happened since. */
  const collect = async (): Promise<void> => {
    for (const event of (await world.books()).event) {
      if (!seen.has(event.id)) waiting.push(event);
      seen.add(event.id);
    }
  };

  const bring = async (events: readonly Stripe.Event[], together: boolean): Promise<void> => {
    if (together) await Promise.all(events.map((event) => world.deliver(event)));
    else {
      for (const event of events) {
        await world.deliver(event);
        await world.jobs.idle();
      }
    }
    await world.jobs.idle();
    brought.push(...events);
  };

  const bringInTrouble = async (events: readonly Stripe.Event[], together: boolean): Promise<void> => {
    if (trouble === null || events.length === 0) return await bring(events, together);
    // Each post its own numbers, or the first call of each would meet the same fate.
    await world.control("POST", "/faults", { ...TROUBLE, seed: (trouble + seen.size) >>> 0 });
    await bring(events, together);
    await world.control("DELETE", "/faults");
  };

  const takeOut = (at: number): Stripe.Event[] => (waiting.length === 0 ? [] : waiting.splice(at % waiting.length, 1));

  return {
    /** Brings what `picks` choose of the events so far. */
    bringSome: async (picks: readonly Pick[], together: boolean): Promise<void> => {
      if (picks.length === 0) return;
      await collect();
      const chosen = picks.flatMap(({ at, again }) => {
        if (!again) return takeOut(at);
        return brought.length === 0 ? [] : brought.slice(at % brought.length).slice(0, 1);
      });
      await bringInTrouble(chosen, together);
    },
    /** Brings everything that is left but `lost`, in `order`, and `again` what was brought before. */
    bringTheRest: async (how: {
      order: readonly number[];
      lost: readonly number[];
      again: readonly number[];
      together: boolean;
    }): Promise<void> => {
      await collect();
      for (const at of how.lost) takeOut(at);
      const chosen: Stripe.Event[] = [];
      for (let n = 0; waiting.length > 0; n++) chosen.push(...takeOut(how.order[n % how.order.length] ?? 0));
      const all = [...brought, ...chosen];
      const copies = how.again.flatMap((at) => all.slice(at % Math.max(1, all.length)).slice(0, 1));
      await bringInTrouble([...chosen, ...copies], how.together);
    },
    /** Ids of all that a webhook brought. */
    brought: (): ReadonlySet<string> => new Set(brought.map(({ id }) => id)),
  };
}

/** About one call in eight goes wrong, or comes late and out of date. */
const TROUBLE = {
  probability: 0.12,
  kinds: ["error", "error_after_commit", "reset", "reset_after_commit", "delay", "delay_after_commit"],
  delayMs: 20,
};
