import { asc, desc, inArray } from "drizzle-orm";
import type { BillingContext } from "../context.ts";
import { billingOutbox } from "../tables.ts";

export type OutboxRow = typeof billingOutbox.$inferSelect;

const MOST_ROWS = 500;

/** Corrections and mails that wait or were given up, those first; `failed` leaves only the latter. 500 at most. */
export function listOutbox({ db }: BillingContext, { failed }: { failed: boolean }): Promise<OutboxRow[]> {
  return db
    .select()
    .from(billingOutbox)
    .where(inArray(billingOutbox.state, failed ? ["failed"] : ["failed", "due"]))
    .orderBy(desc(billingOutbox.state), asc(billingOutbox.createdAt), asc(billingOutbox.id))
    .limit(MOST_ROWS);
}
