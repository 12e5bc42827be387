import { eq } from "drizzle-orm";
import type { Db } from "../platform/db/index.ts";
import { users } from "./tables.ts";

/** The account with this id, or null. */
export async function findUser(db: Db, id: string): Promise<{ id: string; email: string } | null> {
  const [user] = await db.select({ id: users.id, email: users.email }).from(users).where(eq(users.id, id));
  return user ?? null;
}
