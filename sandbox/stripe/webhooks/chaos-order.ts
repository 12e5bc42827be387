import { z } from "zod";

const probability = z.number().min(0).max(1);
const HOUR_MS = 3_600_000;

/** What is not named is off. */
export const chaosParams = z.strictObject({
  /** The same event twice, the second a little later. */
  duplicate: probability.default(0),
  /** Held back until a later delivery to the same endpoint has been made, two seconds at most. */
  reorder: probability.default(0),
  delay: z.strictObject({ probability, max_ms: z.int().min(1).max(HOUR_MS) }).default({ probability: 0, max_ms: 1 }),
  /** Never made; the API lists the event all the same. */
  drop: probability.default(0),
  /** Events of the same minute carry the same `created`. */
  same_second: z.boolean().default(false),
  /** The version the envelope claims. */
  api_version: z.string().min(1).max(40).nullable().default(null),
  livemode: z.boolean().default(false),
  seed: z.int().min(0).max(0xffffffff).optional(),
  /** Only the next events; all of them without it. */
  times: z.int().min(1).nullable().default(null),
});

export type ChaosOrder = z.output<typeof chaosParams>;

/** The standing order with what has been drawn from its seed so far. */
export type WebhookChaos = ChaosOrder & { id: "webhook_chaos"; seed: number; state: number; second: number | null };
