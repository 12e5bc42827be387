import { desc, eq } from "drizzle-orm";
import type { Access } from "../../contract/index.ts";
import { loadAccess, loadEntitlements } from "../access/load-access.ts";
import { EMPTY_SNAPSHOT, type Snapshot } from "../access/snapshot.ts";
import type { BillingContext } from "../context.ts";
import {
  accessChanges,
  billingAccounts,
  billingCustomers,
  billingOutbox,
  checkoutSessions,
  complimentaryGrants,
  webhookEvents,
} from "../tables.ts";
import { type AccessLine, explainAccess } from "./explain-access.ts";
import { type Account, findAccountOrRemains } from "./find-account.ts";
import { findUnsettledEvents } from "./find-unsettled-events.ts";

const MOST_ROWS = 20;

/** All that is known here of one user's billing, the newest rows first. Stripe is not asked. */
export type UserExplanation = Readonly<{
  account: Account;
  /** Null when this user never had to do with billing. */
  billing: Omit<typeof billingAccounts.$inferSelect, "snapshot" | "access"> | null;
  customers: readonly (typeof billingCustomers.$inferSelect)[];
  snapshot: Snapshot;
  access: Access;
  lines: readonly AccessLine[];
  grants: readonly (typeof complimentaryGrants.$inferSelect)[];
  checkouts: readonly Checkout[];
  outbox: readonly (typeof billingOutbox.$inferSelect)[];
  changes: readonly (typeof accessChanges.$inferSelect)[];
  events: readonly (typeof webhookEvents.$inferSelect)[];
  /** Events that name this user or what is theirs, and failed or are nobody's here. */
  unsettledEvents: readonly (typeof webhookEvents.$inferSelect)[];
}>;

type Checkout = Pick<
  typeof checkoutSessions.$inferSelect,
  "id" | "planId" | "caller" | "state" | "stripeSessionId" | "createdAt" | "expiresAt"
>;

/**
 * Why a user has access or not, and what led to it. By id or e-mail address.
 * @throws Refusal 404 when there is no such account
 */
export async function explainUser(ctx: BillingContext, name: string): Promise<UserExplanation> {
  const account = await findAccountOrRemains(ctx, name);
  const [billing, entitlements, rest] = await Promise.all([
    loadBilling(ctx, account.id),
    loadEntitlements(ctx, account.id),
    loadRows(ctx, account.id),
  ]);
  const { snapshot, ...row } = billing ?? { snapshot: null };
  const explained =
    entitlements === "closed"
      ? { access: await loadAccess(ctx, account.id), lines: [] }
      : explainAccess(entitlements, ctx.clock().getTime());
  return {
    account,
    billing: "userId" in row ? row : null,
    snapshot: snapshot ?? EMPTY_SNAPSHOT,
    ...explained,
    ...rest,
  };
}

async function loadBilling({ db }: BillingContext, userId: string) {
  const [row] = await db.select().from(billingAccounts).where(eq(billingAccounts.userId, userId));
  if (row === undefined) return null;
  const { access: _, ...billing } = row;
  return billing;
}

async function loadRows(ctx: BillingContext, userId: string) {
  const { db } = ctx;
  const [customers, grants, checkouts, outbox, changes, events, unsettledEvents] = await Promise.all([
    db.select().from(billingCustomers).where(eq(billingCustomers.userId, userId)),
    db
      .select()
      .from(complimentaryGrants)
      .where(eq(complimentaryGrants.userId, userId))
      .orderBy(desc(complimentaryGrants.grantedAt)),
    db
      .select({
        id: checkoutSessions.id,
        planId: checkoutSessions.planId,
        caller: checkoutSessions.caller,
        state: checkoutSessions.state,
        stripeSessionId: checkoutSessions.stripeSessionId,
        createdAt: checkoutSessions.createdAt,
        expiresAt: checkoutSessions.expiresAt,
      })
      .from(checkoutSessions)
      .where(eq(checkoutSessions.userId, userId))
      .orderBy(desc(checkoutSessions.createdAt))
      .limit(MOST_ROWS),
    db
      .select()
      .from(billingOutbox)
      .where(eq(billingOutbox.userId, userId))
      .orderBy(desc(billingOutbox.createdAt), desc(billingOutbox.id))
      .limit(MOST_ROWS),
    db
      .select()
      .from(accessChanges)
      .where(eq(accessChanges.userId, userId))
      .orderBy(desc(accessChanges.generation))
      .limit(MOST_ROWS),
    db
      .select()
      .from(webhookEvents)
      .where(eq(webhookEvents.userId, userId))
      .orderBy(desc(webhookEvents.receivedAt), desc(webhookEvents.eventId))
      .limit(MOST_ROWS),
    findUnsettledEvents(ctx, userId, MOST_ROWS),
  ]);
  return { customers, grants, checkouts, outbox, changes, events, unsettledEvents };
}
