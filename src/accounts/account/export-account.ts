import { eq } from "drizzle-orm";
import type { AccountsContext } from "../context.ts";
import type { SignedIn } from "../session/find-session.ts";
import { sessions, users } from "../tables.ts";

/** All that is kept about a user, as plain data; secrets (password hash, session tokens) are left out. */
export async function exportAccount(ctx: AccountsContext, { id }: SignedIn["user"]): Promise<Record<string, unknown>> {
  const [account] = await ctx.db.select().from(users).where(eq(users.id, id));
  const devices = await ctx.db
    .select({ createdAt: sessions.createdAt, lastSeenAt: sessions.updatedAt, userAgent: sessions.userAgent })
    .from(sessions)
    .where(eq(sessions.userId, id));
  const parts: Record<string, unknown> = { exportedAt: ctx.clock().toISOString(), account, devices };
  for (const [name, collect] of Object.entries(ctx.hooks.exports)) parts[name] = await collect(id);
  return parts;
}
