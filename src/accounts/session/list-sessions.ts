import { and, desc, eq, gt } from "drizzle-orm";
import type { AccountsContext } from "../context.ts";
import { sessions } from "../tables.ts";
import type { SignedIn } from "./find-session.ts";

const SHOWN = 50;

/** The user's devices that are signed in, the last used first. */
export async function listSessions(ctx: AccountsContext, { user, sessionId }: SignedIn) {
  const rows = await ctx.db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, user.id), gt(sessions.expiresAt, ctx.wallClock())))
    .orderBy(desc(sessions.updatedAt), desc(sessions.id))
    .limit(SHOWN);
  return rows.map((row) => ({
    id: row.id,
    current: row.id === sessionId,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.updatedAt.toISOString(),
    userAgent: row.userAgent || null,
  }));
}
