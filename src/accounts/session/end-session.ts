import { and, eq } from "drizzle-orm";
import { notFound } from "../../platform/errors/index.ts";
import type { AccountsContext } from "../context.ts";
import { sessions } from "../tables.ts";

/**
 * Signs one of the user's devices out; it is out at its next request.
 * @throws Refusal 404 when the session is not the user's.
 */
export async function endSession(ctx: AccountsContext, userId: string, sessionId: string): Promise<void> {
  const ended = await ctx.db
    .delete(sessions)
    .where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId)))
    .returning({ id: sessions.id });
  if (ended.length === 0) throw notFound();
}
