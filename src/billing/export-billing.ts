import { asc, eq } from "drizzle-orm";
import type { Snapshot } from "./access/snapshot.ts";
import type { BillingContext } from "./context.ts";
import { accessChanges, billingAccounts, billingCustomers, checkoutSessions, webhookEvents } from "./tables.ts";

/** All of a user's rows of this room, for the export of an account. */
export async function exportBilling(ctx: BillingContext, userId: string): Promise<Record<string, unknown>> {
  const [account] = await ctx.db
    .select({ snapshot: billingAccounts.snapshot, snapshotAt: billingAccounts.snapshotAt })
    .from(billingAccounts)
    .where(eq(billingAccounts.userId, userId));
  const [customers, checkouts, changes, events] = await Promise.all([
    ctx.db.select().from(billingCustomers).where(eq(billingCustomers.userId, userId)),
    ctx.db
      .select()
      .from(checkoutSessions)
      .where(eq(checkoutSessions.userId, userId))
      .orderBy(asc(checkoutSessions.createdAt)),
    ctx.db.select().from(accessChanges).where(eq(accessChanges.userId, userId)).orderBy(asc(accessChanges.generation)),
    ctx.db
      .select({ type: webhookEvents.type, at: webhookEvents.stripeCreatedAt })
      .from(webhookEvents)
      .where(eq(webhookEvents.userId, userId)),
  ]);
  return {
    account: account ? { ...account, snapshot: withoutGuests(account.snapshot) } : null,
    customers,
    checkouts,
    accessChanges: changes,
    events,
  };
}

/** Who paid for somebody else is that person's own affair. */
function withoutGuests(snapshot: Snapshot | null): unknown {
  if (snapshot === null) return null;
  const subscriptions = snapshot.subscriptions.map((each) =>
    each.paidBy === "guest" ? { ...each, customerId: null, latestInvoice: null, openInvoices: [] } : each,
  );
  return { ...snapshot, subscriptions };
}
