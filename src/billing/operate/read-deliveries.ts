import type Stripe from "stripe";
import { HANDLED_TYPES } from "../webhooks/handled-types.ts";
import { findEndpoint } from "./find-endpoint.ts";

/** What became of the last day's events; `newest` is the newest that no endpoint has taken yet. */
export type Deliveries = Readonly<{
  total: number;
  waiting: number;
  newest: Readonly<{ id: string; created: number }> | null;
}>;

const DAY_S = 86_400;
/** Younger events may still be on their way. */
const ON_THE_WAY_S = 300;
const MOST_EVENTS = 500;

/**
 * How the events that our endpoint was sent have fared; null when there is no endpoint that could have had any.
 * Stripe counts deliveries over all endpoints of the account, so one that waits may wait for another endpoint.
 */
export async function readDeliveries(stripe: Stripe, publicUrl: string, now: Date): Promise<Deliveries | null> {
  const endpoint = await findEndpoint(stripe, publicUrl);
  if (endpoint === null || endpoint.status !== "enabled") return null;
  const sent = new Set(endpoint.enabled_events);
  const types = HANDLED_TYPES.filter((type) => sent.has("*") || sent.has(type));
  if (types.length === 0) return null;
  const end = Math.floor(now.getTime() / 1000) - ON_THE_WAY_S;
  const created = { gte: Math.max(endpoint.created, end - DAY_S), lte: end };
  const list = stripe.events.list({ types, created, limit: 100 });
  const events = await list.autoPagingToArray({ limit: MOST_EVENTS });
  const waiting = events.filter(({ pending_webhooks }) => pending_webhooks > 0);
  return { total: events.length, waiting: waiting.length, newest: waiting[0] ?? null };
}
