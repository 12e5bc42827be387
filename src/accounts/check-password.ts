import { and, eq } from "drizzle-orm";
import { Refusal } from "../platform/errors/index.ts";
import type { AccountsContext } from "./context.ts";
import { verifyPassword } from "./hash-password.ts";
import { credentials } from "./tables.ts";

/**
 * Asks for the password again before something that can't be undone.
 * @throws Refusal 403 when it is not the user's.
 */
export async function checkPassword(ctx: Pick<AccountsContext, "db">, userId: string, password: string): Promise<void> {
  const [credential] = await ctx.db
    .select({ stored: credentials.password })
    .from(credentials)
    .where(and(eq(credentials.userId, userId), eq(credentials.providerId, "credential")));
  const right = credential?.stored ? await verifyPassword(credential.stored, password) : false;
  if (!right) throw new Refusal(403, "The password is not right");
}
