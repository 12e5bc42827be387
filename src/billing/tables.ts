import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { Access } from "../contract/index.ts";
import type { Snapshot } from "./access/snapshot.ts";
import type { OutboxTask } from "./outbox/tasks.ts";
import type { EventReferences } from "./webhooks/extract-references.ts";

const instant = (name: string) => timestamp(name, { withTimezone: true });
const counter = (name: string) => bigint(name, { mode: "number" });

/*
 * No foreign keys to users: what was paid is kept, under the bare id, after an account is deleted.
 */

/**
 * One row a user: the last state fetched from Stripe, and the lease that orders the fetches.
 * `wanted` counts the reasons to fetch, `done` is the count that the stored snapshot already answers;
 * wanted > done means that a fetch is due, also after a crash.
 */
export const billingAccounts = pgTable(
  "billing_accounts",
  {
    userId: text("user_id").primaryKey(),
    wanted: counter("wanted").notNull().default(0),
    done: counter("done").notNull().default(0),
    leaseOwner: text("lease_owner"),
    leaseUntil: instant("lease_until"),
    snapshot: jsonb().$type<Snapshot>(),
    snapshotAt: instant("snapshot_at"),
    /** The decision when it was last noted: a later one that differs is a change of access, whatever brought it. */
    access: jsonb().$type<Access>(),
    /** When Stripe should be asked again though no event came; null when nothing can change by itself. */
    lookAt: instant("look_at"),
    /** Set when the account was deleted: later events revive nothing. */
    closedAt: instant("closed_at"),
  },
  (table) => [index("billing_accounts_look_at").on(table.lookAt).where(sql`look_at IS NOT NULL`)],
);

/** The Stripe customers that belong to a user: only those made or attached by the signed-in owner's own checkout. */
export const billingCustomers = pgTable(
  "billing_customers",
  {
    customerId: text("customer_id").primaryKey(),
    userId: text("user_id").notNull(),
    createdAt: instant("created_at").notNull(),
    /** Set when Stripe says that the customer was deleted; the next checkout makes a new one. */
    deletedAt: instant("deleted_at"),
  },
  (table) => [index("billing_customers_user_id").on(table.userId)],
);

/** Every Checkout Session that we asked Stripe for, written before the asking. */
export const checkoutSessions = pgTable(
  "checkout_sessions",
  {
    /** Also the idempotency key of the create call, so that a retry can't make a second session. */
    id: text().primaryKey(),
    userId: text("user_id").notNull(),
    planId: text("plan_id").$type<"weekly" | "one-time">().notNull(),
    /** `owner`: asked for by the signed-in user or an operator; `guest`: by anybody else. Never shared between the two. */
    caller: text().$type<"owner" | "guest">().notNull(),
    priceId: text("price_id").notNull(),
    customerId: text("customer_id"),
    /** `missing`: Stripe did not know it when it was last asked. It is not offered any more, but looked for again. */
    state: text().$type<"creating" | "open" | "complete" | "expired" | "failed" | "missing">().notNull(),
    stripeSessionId: text("stripe_session_id"),
    stripeUrl: text("stripe_url"),
    subscriptionId: text("subscription_id"),
    paymentIntentId: text("payment_intent_id"),
    createdAt: instant("created_at").notNull(),
    /** When Stripe closes it by itself. */
    expiresAt: instant("expires_at"),
  },
  (table) => [
    index("checkout_sessions_user_id").on(table.userId, table.createdAt),
    // Only of what is known: a row is written before Stripe has named anything, and each index costs every write.
    uniqueIndex("checkout_sessions_stripe_session_id")
      .on(table.stripeSessionId)
      .where(sql`stripe_session_id IS NOT NULL`),
    index("checkout_sessions_subscription_id").on(table.subscriptionId).where(sql`subscription_id IS NOT NULL`),
    index("checkout_sessions_payment_intent_id").on(table.paymentIntentId).where(sql`payment_intent_id IS NOT NULL`),
  ],
);

/** The inbox of Stripe's events. Only references are kept: the event is a hint, the state is fetched again. */
export const webhookEvents = pgTable(
  "webhook_events",
  {
    eventId: text("event_id").primaryKey(),
    type: text().notNull(),
    apiVersion: text("api_version"),
    livemode: boolean().notNull(),
    stripeCreatedAt: instant("stripe_created_at").notNull(),
    receivedAt: instant("received_at").notNull(),
    source: text().$type<"webhook" | "events_list">().notNull(),
    references: jsonb().$type<EventReferences>().notNull(),
    outcome: text().$type<"pending" | "handled" | "ignored" | "unresolved" | "failed">().notNull(),
    attempts: integer().notNull().default(0),
    /** When it may be worked on (again); also the lease of whoever works on it now. Null once it is done. */
    dueAt: instant("due_at"),
    userId: text("user_id"),
    /** Why the last try failed, scrubbed. */
    failure: text(),
    handledAt: instant("handled_at"),
  },
  (table) => [
    index("webhook_events_due_at").on(table.dueAt),
    index("webhook_events_user_id").on(table.userId).where(sql`user_id IS NOT NULL`),
  ],
);

/** Each change of a user's access, with its reason: what an operator reads to explain a case. */
export const accessChanges = pgTable(
  "access_changes",
  {
    userId: text("user_id").notNull(),
    generation: counter("generation").notNull(),
    at: instant("at").notNull(),
    granted: boolean().notNull(),
    plan: text(),
    until: instant("until"),
    reason: text().notNull(),
    /** What made us fetch: an event id, `success_page`, `reconciler`, ... */
    cause: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.generation] })],
);

/**
 * What has to be done after a snapshot was stored, written in its transaction: corrections at Stripe and mails. The id
 * says what it is about, so that deciding twice is doing once.
 */
export const billingOutbox = pgTable(
  "billing_outbox",
  {
    id: text().primaryKey(),
    userId: text("user_id").notNull(),
    task: jsonb().$type<OutboxTask>().notNull(),
    state: text().$type<"due" | "done" | "failed">().notNull(),
    /** How often it was decided anew after it had been done: part of the idempotency key. */
    round: integer().notNull().default(0),
    attempts: integer().notNull().default(0),
    /** When it may be done (again); also the lease of whoever does it now. Null once it is over. */
    dueAt: instant("due_at"),
    createdAt: instant("created_at").notNull(),
    doneAt: instant("done_at"),
    /** Why the last try failed, scrubbed. */
    failure: text(),
  },
  (table) => [
    index("billing_outbox_due_at").on(table.dueAt),
    index("billing_outbox_user_id").on(table.userId, table.createdAt),
    index("billing_outbox_failed").on(table.createdAt).where(sql`state = 'failed'`),
  ],
);

/** Access that operators gave for nothing, and took back; rows are never deleted. */
export const complimentaryGrants = pgTable(
  "complimentary_grants",
  {
    id: text().primaryKey(),
    userId: text("user_id").notNull(),
    until: instant("until"),
    grantedAt: instant("granted_at").notNull(),
    grantedBy: text("granted_by").notNull(),
    reason: text().notNull(),
    revokedAt: instant("revoked_at"),
    revokedBy: text("revoked_by"),
    revokeReason: text("revoke_reason"),
  },
  (table) => [index("complimentary_grants_user_id").on(table.userId)],
);

/** How far the reconciler has read Stripe's list of events. */
export const billingCursors = pgTable("billing_cursors", {
  name: text().primaryKey(),
  readUntil: instant("read_until").notNull(),
  leaseUntil: instant("lease_until"),
});
