import { lt } from "drizzle-orm";
import type { Db } from "../platform/db/index.ts";
import { sessions, verifications } from "./tables.ts";

/** Deletes sessions and mailed links that are too old to be used. */
export async function sweepExpired(db: Db, now: Date): Promise<void> {
  await db.delete(sessions).where(lt(sessions.expiresAt, now));
  await db.delete(verifications).where(lt(verifications.expiresAt, now));
}
