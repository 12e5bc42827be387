import type { Life, Step } from "./life.ts";

const step = (act: Step["act"]): Step => ({ act, pause: 1, post: [], together: false });

const USUAL = {
  afterRetries: "canceled",
  order: [0],
  lost: [],
  again: [],
  together: false,
  trouble: null,
  repair: "list of events",
} as const;

/** Lives that broke a promise once, by what they showed. */
export const EARLIER_FAILURES: Readonly<Record<string, Life>> = {
  "an earlier week's refund that fails is told by mail, as the refund was": {
    ...USUAL,
    steps: [
      step({ do: "buy", plan: "weekly", as: "owner", card: "a good card" }),
      step({ do: "let time pass", hours: 200 }),
      step({ do: "refund", plan: "weekly", which: 1, part: false }),
      step({ do: "run the jobs" }),
      step({ do: "a refund fails", which: 0 }),
    ],
  },
};
