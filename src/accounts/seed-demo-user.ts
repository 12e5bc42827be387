import type { Db } from "../platform/db/index.ts";
import { users } from "./tables.ts";

/**
 * Sandbox mode only: the user of the documented curl, so that it works as printed. It has no password: nobody can sign
 * in as this user.
 */
export async function seedDemoUser(db: Db): Promise<void> {
  await db
    .insert(users)
    .values({ id: "user_123abc", name: "Demo student", email: "user_123abc@example.com" })
    .onConflictDoNothing();
}
