import { and, eq, inArray, lt } from "drizzle-orm";
import type { Access } from "../../contract/index.ts";
import { withTx } from "../../platform/db/index.ts";
import { decideAccess } from "../access/decide-access.ts";
import type { Snapshot } from "../access/snapshot.ts";
import type { BillingContext } from "../context.ts";
import { accessChanges, billingAccounts, billingCustomers, checkoutSessions } from "../tables.ts";
import type { Fetched } from "./fetch-snapshot.ts";
import type { Lease } from "./lease.ts";

type Tx = Parameters<Parameters<typeof withTx>[1]>[0];

/** Another fetch began later and is the one that counts; this one changed nothing. */
export class Superseded extends Error {
  override name = "Superseded";
}

/**
 * Writes what was fetched under the lease, all or nothing, and notes a change of access with its cause.
 * @throws Superseded when the lease was lost meanwhile: an older fetch never overwrites a newer one.
 */
export async function storeSnapshot(
  ctx: BillingContext,
  lease: Lease,
  fetched: Fetched,
  cause: string,
): Promise<Snapshot> {
  const { snapshot } = fetched;
  await withTx(ctx.db, async (tx) => {
    await swapSnapshot(tx, lease, snapshot, ctx.clock());
    await noteAccessChange(tx, lease, snapshot, cause, ctx.clock());
    for (const { row, session } of fetched.sessions) await updateSession(tx, row, session);
    for (const { row, session } of fetched.sessions) await bindCustomer(tx, row, session, ctx.clock());
    if (fetched.goneCustomerIds.length > 0) await forgetCustomers(tx, fetched.goneCustomerIds, ctx.clock());
  });
  return snapshot;
}

async function swapSnapshot(tx: Tx, lease: Lease, snapshot: Snapshot, now: Date): Promise<void> {
  const mine = and(
    eq(billingAccounts.userId, lease.userId),
    eq(billingAccounts.leaseOwner, lease.owner),
    lt(billingAccounts.done, lease.wanted),
  );
  const swapped = await tx
    .update(billingAccounts)
    .set({ snapshot, snapshotAt: now, done: lease.wanted })
    .where(mine)
    .returning({ userId: billingAccounts.userId });
  if (swapped.length === 0) throw new Superseded("the lease was lost while fetching");
}

async function noteAccessChange(tx: Tx, lease: Lease, snapshot: Snapshot, cause: string, now: Date): Promise<void> {
  const before = decideAccess(lease.snapshot, now.getTime());
  const after = decideAccess(snapshot, now.getTime());
  if (sameAccess(before, after)) return;
  await tx.insert(accessChanges).values({
    userId: lease.userId,
    generation: lease.wanted,
    at: now,
    granted: after.granted,
    plan: after.plan,
    until: after.until === null ? null : new Date(after.until),
    reason: after.reason,
    cause,
  });
}

function sameAccess(a: Access, b: Access): boolean {
  return a.granted === b.granted && a.plan === b.plan && a.until === b.until && a.reason === b.reason;
}

type SessionRow = Fetched["sessions"][number]["row"];
type Session = Fetched["sessions"][number]["session"];

async function updateSession(tx: Tx, row: SessionRow, session: Session): Promise<void> {
  const seen = {
    state: session === null ? ("missing" as const) : (session.status ?? row.state),
    subscriptionId: idOf(session?.subscription) ?? row.subscriptionId,
    paymentIntentId: idOf(session?.payment_intent) ?? row.paymentIntentId,
  };
  const same = Object.entries(seen).every(([key, value]) => row[key as keyof typeof seen] === value);
  if (same) return;
  await tx.update(checkoutSessions).set(seen).where(eq(checkoutSessions.id, row.id));
}

/** Only the owner's own checkout makes a customer the user's: whoever pays as a guest stays a stranger. */
async function bindCustomer(tx: Tx, row: SessionRow, session: Session, now: Date): Promise<void> {
  const customerId = idOf(session?.customer);
  if (row.caller !== "owner" || customerId === null || session?.status !== "complete") return;
  await tx.insert(billingCustomers).values({ customerId, userId: row.userId, createdAt: now }).onConflictDoNothing();
}

async function forgetCustomers(tx: Tx, customerIds: readonly string[], now: Date): Promise<void> {
  await tx
    .update(billingCustomers)
    .set({ deletedAt: now })
    .where(inArray(billingCustomers.customerId, [...customerIds]));
}

function idOf(value: string | { id: string } | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "string" ? value : value.id;
}
