import { and, desc, eq, inArray, or, sql } from "drizzle-orm";
import type { BillingContext } from "../context.ts";
import { webhookEvents } from "../tables.ts";
import type { EventRow } from "./list-events.ts";

/**
 * Events that failed or are nobody's, and are about this user by anything they name: the user id in their metadata, a
 * customer, a checkout or what it paid. The row has no user of its own before an event was handled. The newest first.
 */
export function findUnsettledEvents({ db }: BillingContext, userId: string, most: number): Promise<EventRow[]> {
  const named = (key: string) => sql`${webhookEvents.references}->>${key}`;
  const customers = sql`(SELECT customer_id FROM billing_customers WHERE user_id = ${userId})`;
  const checkouts = (column: string) =>
    sql`(SELECT ${sql.identifier(column)} FROM checkout_sessions WHERE user_id = ${userId})`;
  return db
    .select()
    .from(webhookEvents)
    .where(
      and(
        inArray(webhookEvents.outcome, ["failed", "unresolved"]),
        or(
          eq(webhookEvents.userId, userId),
          sql`${named("userId")} = ${userId}`,
          sql`${named("customerId")} IN ${customers}`,
          sql`${named("sessionId")} IN ${checkouts("stripe_session_id")}`,
          sql`${named("subscriptionId")} IN ${checkouts("subscription_id")}`,
          sql`${named("paymentIntentId")} IN ${checkouts("payment_intent_id")}`,
        ),
      ),
    )
    .orderBy(desc(webhookEvents.receivedAt), desc(webhookEvents.eventId))
    .limit(most);
}
