import type { PlanId } from "../../src/contract/index.ts";

export const PAYERS = ["owner", "guest"] as const;
export type Payer = (typeof PAYERS)[number];

/** The cards of the local Stripe, by what they do. */
export const CARDS = {
  "a good card": "4242424242424242",
  "a card that fails at renewal": "4000000000000341",
  "a card to which refunds are slow": "4000000000007726",
  "a card from which refunds come back": "4000000000005126",
} as const;
export type Card = keyof typeof CARDS;

export const STEPS_OF_A_DISPUTE = ["needs_response", "under_review", "won", "lost", "warning_closed"] as const;

/**
 * What somebody does, or time. `which` counts from the newest, round and round. An act that is not possible when its
 * turn comes (nothing to refund, bought already) does nothing: so every sequence of acts is a life.
 */
export type Act =
  | Readonly<{ do: "buy"; plan: PlanId; as: Payer; card: Card }>
  | Readonly<{ do: "open checkout"; plan: PlanId; as: Payer }>
  | Readonly<{ do: "pay all open checkouts"; card: Card }>
  | Readonly<{ do: "visit the success page"; which: number }>
  | Readonly<{ do: "let time pass"; hours: number }>
  | Readonly<{ do: "card goes bad" }>
  | Readonly<{ do: "mend card and pay" }>
  | Readonly<{ do: "cancel" }>
  | Readonly<{ do: "resume" }>
  | Readonly<{ do: "set the end at Stripe"; ends: boolean }>
  | Readonly<{ do: "cancel at once at Stripe" }>
  | Readonly<{ do: "refund"; plan: PlanId; which: number; part: boolean }>
  | Readonly<{ do: "a refund fails"; which: number }>
  | Readonly<{ do: "dispute"; plan: PlanId; which: number; inquiry: boolean }>
  | Readonly<{ do: "the bank moves a dispute"; which: number; to: (typeof STEPS_OF_A_DISPUTE)[number] }>
  | Readonly<{ do: "delete the customer at Stripe"; which: number }>
  | Readonly<{ do: "run the jobs" }>;

/** One envelope of the post: the `at`-th, counted round and round, of those not delivered yet, or of those that were. */
export type Pick = Readonly<{ at: number; again: boolean }>;

export type Step = Readonly<{
  act: Act;
  /** Seconds between the act before and this one: 0 makes them happen in the same second. */
  pause: number;
  /** What the post brings after the act, in this order. */
  post: readonly Pick[];
  /** Brought all at once; otherwise one after the other, each when the one before was worked on. */
  together: boolean;
}>;

/** The life of one customer, and how we hear of it. */
export type Life = Readonly<{
  steps: readonly Step[];
  /** What Stripe does when the last retry of a renewal has failed: a setting of the account. */
  afterRetries: "canceled" | "unpaid" | "past_due";
  /** What is left when the life is over comes in this order (each number picks from what is left), all but `lost`. */
  order: readonly number[];
  /** Picks the events that no webhook ever brings. */
  lost: readonly number[];
  /** Picks events that come again at the end. */
  again: readonly number[];
  together: boolean;
  /** While the post is brought, calls of Stripe's API fail and are slow, drawn with this seed; null: all is well. */
  trouble: number | null;
  /** What makes up for the lost: Stripe's list of events, or only the sweep over the accounts a day later. */
  repair: "list of events" | "sweep";
}>;
