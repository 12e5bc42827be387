import type { BillingContext } from "./context.ts";
import { createInboxWorker, type InboxWorker } from "./webhooks/inbox-worker.ts";
import { createEventStore, type EventStore } from "./webhooks/store-events.ts";

/** Where Stripe's events are made durable and worked on; one for each process. */
export type Inbox = Readonly<{ store: EventStore; worker: InboxWorker }>;

export function createInbox(ctx: BillingContext): Inbox {
  return { store: createEventStore(ctx.db), worker: createInboxWorker(ctx) };
}
