import { and, eq, inArray, lt } from "drizzle-orm";
import type { Access } from "../../contract/index.ts";
import { withTx } from "../../platform/db/index.ts";
import { decideAccess } from "../access/decide-access.ts";
import { decideCorrections } from "../access/decide-corrections.ts";
import { nextLook } from "../access/next-look.ts";
import type { BillingContext } from "../context.ts";
import { billingCounts } from "../metrics.ts";
import type { BillingMoment } from "../outbox/decide-notices.ts";
import { planTasks } from "../outbox/plan-tasks.ts";
import { accessChanges, billingAccounts, billingCustomers, checkoutSessions } from "../tables.ts";
import type { Fetched } from "./fetch-snapshot.ts";
import type { Lease } from "./lease.ts";

type Tx = Parameters<Parameters<typeof withTx>[1]>[0];

/** Another fetch began later and is the one that counts; this one changed nothing. */
export class Superseded extends Error {
  override name = "Superseded";
}

export type Stored = Readonly<{ moment: BillingMoment; corrections: number }>;

/**
 * Writes what was fetched under the lease, all or nothing: the snapshot, a change of access with its cause, and what
 * has to be done about it. A lease that `ends` is given back with it.
 * @throws Superseded when the lease was lost meanwhile: an older fetch never overwrites a newer one.
 */
export async function storeSnapshot(
  ctx: BillingContext,
  lease: Lease & { ends?: boolean },
  fetched: Fetched,
  cause: string,
): Promise<Stored> {
  const { snapshot } = fetched;
  const now = ctx.clock();
  const before = { snapshot: lease.snapshot, access: lease.access ?? decideAccess(lease.snapshot, now.getTime()) };
  const after = { snapshot, access: decideAccess(snapshot, now.getTime()) };
  const corrections = decideCorrections(snapshot, now.getTime());
  await withTx(ctx.db, async (tx) => {
    await swapSnapshot(tx, lease, after, now);
    if (!sameAccess(before.access, after.access)) await noteAccessChange(tx, lease, after.access, cause, now);
    await planTasks(tx, { userId: lease.userId, generation: lease.wanted, before, after, corrections, now });
    for (const { row, session } of fetched.sessions) await updateSession(tx, row, session);
    for (const { row, session } of fetched.sessions) await bindCustomer(tx, row, session, now);
    if (fetched.goneCustomerIds.length > 0) await forgetCustomers(tx, fetched.goneCustomerIds, now);
  });
  if (!sameAccess(before.access, after.access)) billingCounts.accessChanges.inc({ reason: after.access.reason });
  return { moment: after, corrections: corrections.length };
}

async function swapSnapshot(
  tx: Tx,
  lease: Lease & { ends?: boolean },
  { snapshot, access }: BillingMoment,
  now: Date,
): Promise<void> {
  const mine = and(
    eq(billingAccounts.userId, lease.userId),
    eq(billingAccounts.leaseOwner, lease.owner),
    lt(billingAccounts.done, lease.wanted),
  );
  const look = nextLook(snapshot, now.getTime());
  const lookAt = look === null ? null : new Date(look);
  const swapped = await tx
    .update(billingAccounts)
    .set({
      ...{ snapshot, snapshotAt: now, access, lookAt, done: lease.wanted },
      ...(lease.ends ? { leaseOwner: null, leaseUntil: null } : {}),
    })
    .where(mine)
    .returning({ userId: billingAccounts.userId });
  if (swapped.length === 0) throw new Superseded("the lease was lost while fetching");
}

async function noteAccessChange(tx: Tx, lease: Lease, access: Access, cause: string, now: Date): Promise<void> {
  await tx.insert(accessChanges).values({
    userId: lease.userId,
    generation: lease.wanted,
    at: now,
    granted: access.granted,
    plan: access.plan,
    until: access.until === null ? null : new Date(access.until),
    reason: access.reason,
    cause,
  });
}

/** Whether it is granted, and by which plan, follows from the reason. */
function sameAccess(a: Access, b: Access): boolean {
  return a.reason === b.reason && a.until === b.until;
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
