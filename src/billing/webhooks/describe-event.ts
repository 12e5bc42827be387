import type Stripe from "stripe";
import type { EventReferences } from "./extract-references.ts";
import { extractReferences } from "./extract-references.ts";
import { isHandled } from "./handled-types.ts";
import type { EventRow } from "./store-events.ts";

/** Whoever stores an event works on it at once; another process may take it over after this time. */
const FIRST_LEASE_MS = 20_000;

/**
 * The inbox row of an event. Types that we don't handle, and events of the other mode (test or live) than our key's,
 * are done with on arrival.
 */
export function describeEvent(
  event: Stripe.Event,
  input: { source: "webhook" | "events_list"; livemode: boolean; now: Date },
): EventRow & { references: EventReferences } {
  const ignored = !isHandled(event.type) || event.livemode !== input.livemode;
  return {
    eventId: event.id,
    type: event.type,
    apiVersion: event.api_version,
    livemode: event.livemode,
    stripeCreatedAt: new Date(event.created * 1000),
    receivedAt: input.now,
    source: input.source,
    references: extractReferences(event),
    outcome: ignored ? "ignored" : "pending",
    dueAt: ignored ? null : new Date(input.now.getTime() + FIRST_LEASE_MS),
    handledAt: ignored ? input.now : null,
  };
}
