import { and, desc, eq, isNull } from "drizzle-orm";
import type { Db } from "../platform/db/index.ts";
import { billingCustomers } from "./tables.ts";

/** The Stripe customers that are the user's own, newest first; whoever paid as a guest is not among them. */
export async function loadOwnCustomers(db: Db, userId: string): Promise<string[]> {
  const rows = await db
    .select({ customerId: billingCustomers.customerId })
    .from(billingCustomers)
    .where(and(eq(billingCustomers.userId, userId), isNull(billingCustomers.deletedAt)))
    .orderBy(desc(billingCustomers.createdAt), desc(billingCustomers.customerId));
  return rows.map((row) => row.customerId);
}
