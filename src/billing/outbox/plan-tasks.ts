import { and, eq, like, sql } from "drizzle-orm";
import type { Tx } from "../../platform/db/index.ts";
import { correctionId } from "../access/decide-corrections.ts";
import { billingOutbox } from "../tables.ts";
import { type BillingMoment, decideNotices } from "./decide-notices.ts";
import type { Correction, OutboxTask } from "./tasks.ts";

export type Plan = Readonly<{
  userId: string;
  /** Of the fetch that led to it: makes a mail's id unique. */
  generation: number;
  before: BillingMoment;
  after: BillingMoment;
  corrections: readonly Correction[];
  now: Date;
}>;

/** Writes what follows from a new snapshot into the outbox, in the transaction that stores the snapshot. */
export async function planTasks(tx: Tx, plan: Plan): Promise<void> {
  const notices = decideNotices(plan.before, plan.after, await loadGivenBack(tx, plan));
  const tasks: { id: string; task: OutboxTask }[] = [
    ...plan.corrections.map((correction) => ({
      id: correctionId(correction),
      task: { type: "correction" as const, correction },
    })),
    ...notices.map((notice, index) => ({
      id: `mail:${plan.userId}:${plan.generation}:${index}:${notice.kind}`,
      task: { type: "mail" as const, notice },
    })),
  ];
  if (tasks.length === 0) return;
  const { userId, now } = plan;
  await tx
    .insert(billingOutbox)
    .values(tasks.map(({ id, task }) => ({ id, userId, task, state: "due" as const, dueAt: now, createdAt: now })))
    .onConflictDoUpdate({
      target: billingOutbox.id,
      // Decided again after it was done: somebody undid it, or this snapshot is from before. Doing it again is harmless.
      set: { state: "due", dueAt: now, attempts: 0, round: sql`${billingOutbox.round} + 1` },
      setWhere: eq(billingOutbox.state, "done"),
    });
}

/** The charges that we refund ourselves because they paid for something twice. */
async function loadGivenBack(tx: Tx, { userId, corrections, before, after }: Plan): Promise<ReadonlySet<string>> {
  const now = corrections.flatMap((each) => (each.kind === "refund_charge" ? each.chargeId : []));
  if (!hasSeveralPurchases(before) && !hasSeveralPurchases(after)) return new Set(now);
  const rows = await tx
    .select({ id: billingOutbox.id })
    .from(billingOutbox)
    .where(and(eq(billingOutbox.userId, userId), like(billingOutbox.id, "refund_charge:%")));
  return new Set([...now, ...rows.map(({ id }) => id.slice("refund_charge:".length))]);
}

/** Only then can there be a duplicate. */
function hasSeveralPurchases({ snapshot }: BillingMoment): boolean {
  return snapshot.payments.length + snapshot.subscriptions.length > 1;
}
