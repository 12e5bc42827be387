import type { BillingContext } from "../context.ts";
import { billingCounts } from "../metrics.ts";
import { describeEvent } from "./describe-event.ts";
import type { InboxWorker } from "./inbox-worker.ts";
import type { EventStore } from "./store-events.ts";
import { verifyEvent } from "./verify-event.ts";

export type Received = "pending" | "ignored" | "duplicate";

/**
 * Takes one webhook in: resolves once the event is durable, and starts the work on it. Rejects, so that Stripe sends
 * it again, when it could not be stored.
 */
export async function receiveWebhook(
  ctx: BillingContext,
  inbox: { store: EventStore; worker: InboxWorker },
  input: { body: string; signature: string | undefined },
): Promise<Received> {
  const { livemode, webhookSecrets } = ctx.config.stripe;
  const now = ctx.clock();
  const event = verifyEvent(ctx.stripe, { ...input, secrets: webhookSecrets, now: ctx.wallClock() });
  const row = describeEvent(event, { source: "webhook", livemode, now });
  const stored = await inbox.store(row);
  if (event.livemode !== livemode) ctx.log.error({ eventId: event.id }, "event of the other mode than our key's");
  const outcome = stored === "duplicate" ? "duplicate" : row.outcome === "ignored" ? "ignored" : "pending";
  billingCounts.webhooks.inc({ outcome });
  if (outcome === "pending") inbox.worker.take({ ...row, attempts: 0 });
  return outcome;
}
