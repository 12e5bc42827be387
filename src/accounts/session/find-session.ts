import { eq, sql } from "drizzle-orm";
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { signInNeeded } from "../../platform/errors/index.ts";
import type { AppEnv } from "../../platform/http/index.ts";
import type { AccountsContext } from "../context.ts";
import { SESSION_SECONDS } from "../create-auth.ts";
import { sessions, users } from "../tables.ts";
import { readSignedToken, sessionCookieName } from "./session-cookie.ts";

export type SignedIn = Readonly<{
  sessionId: string;
  user: Readonly<{ id: string; email: string; name: string; emailVerified: boolean; createdAt: Date }>;
}>;

export type SessionFinder = (c: Context<AppEnv>) => Promise<SignedIn | null>;

/**
 * Makes the session look-up that every request uses: one prepared join instead of the library's several queries, with
 * the library's guarantees: the signature is checked, a revoked or expired session is gone at once, a session in use
 * is renewed once a day. Null when nobody is signed in.
 */
export function createSessionFinder(ctx: Pick<AccountsContext, "config" | "db" | "wallClock">): SessionFinder {
  const cookieName = sessionCookieName(ctx.config.publicUrl);
  const lookUp = ctx.db
    .select({ session: sessions, user: users })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(eq(sessions.token, sql.placeholder("token")))
    .prepare("find_session");

  return async (c) => {
    const cookie = getCookie(c, cookieName);
    const token = cookie === undefined ? null : readSignedToken(cookie, ctx.config.authSecret);
    if (cookie === undefined || token === null) return null;
    const [found] = await lookUp.execute({ token });
    // Not the clock that a sandbox may move: a week that passes at the local Stripe signs nobody out.
    const now = ctx.wallClock();
    if (found === undefined || found.session.expiresAt <= now) return null;
    if (renewalIsDue(found.session.expiresAt, now)) await renew(found.session.id, c, cookie, now);
    const { id, email, name, emailVerified, createdAt } = found.user;
    return { sessionId: found.session.id, user: { id, email, name, emailVerified, createdAt } };
  };

  async function renew(sessionId: string, c: Context<AppEnv>, cookie: string, now: Date): Promise<void> {
    const expiresAt = new Date(now.getTime() + SESSION_SECONDS.life * 1000);
    await ctx.db.update(sessions).set({ expiresAt, updatedAt: now }).where(eq(sessions.id, sessionId));
    const secure = ctx.config.publicUrl.startsWith("https://");
    setCookie(c, cookieName, cookie, {
      httpOnly: true,
      sameSite: "Lax",
      path: "/",
      secure,
      maxAge: SESSION_SECONDS.life,
    });
  }
}

/** As a session finder, but refuses with 401 when nobody is signed in. */
export async function requireSession(find: SessionFinder, c: Context<AppEnv>): Promise<SignedIn> {
  const signedIn = await find(c);
  if (signedIn === null) throw signInNeeded();
  return signedIn;
}

function renewalIsDue(expiresAt: Date, now: Date): boolean {
  return expiresAt.getTime() - now.getTime() <= (SESSION_SECONDS.life - SESSION_SECONDS.renewAfter) * 1000;
}
