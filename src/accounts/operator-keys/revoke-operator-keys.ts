import { and, eq, isNull } from "drizzle-orm";
import type { Db } from "../../platform/db/index.ts";
import { operatorKeys } from "../tables.ts";

/** Ends all keys of this name, effective at the next request. @returns how many there were. */
export async function revokeOperatorKeys(db: Db, input: { name: string; now: Date }): Promise<number> {
  const revoked = await db
    .update(operatorKeys)
    .set({ revokedAt: input.now })
    .where(and(eq(operatorKeys.name, input.name), isNull(operatorKeys.revokedAt)))
    .returning({ id: operatorKeys.id });
  return revoked.length;
}
