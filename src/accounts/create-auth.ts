import { randomBytes } from "node:crypto";
import { betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import type { PlatformContext } from "../platform/context.ts";
import { hashPassword, verifyPassword } from "./hash-password.ts";
import { sessionCookieOptions } from "./session/session-cookie.ts";
import { credentials, sessions, users, verifications } from "./tables.ts";

const DAY = 86_400;
/** Seconds. A session ends after a week without a visit; a visit renews it at most once a day. */
export const SESSION_SECONDS = { life: 7 * DAY, renewAfter: DAY };
const RESET_TOKEN_SECONDS = 600;

export type Auth = ReturnType<typeof createAuth>;

/**
 * better-auth keeps the passwords and makes the sessions. It is called as a library: none of its own paths is served,
 * so that every way in is one of ours, with our schemas, limits and words.
 */
export function createAuth(ctx: PlatformContext) {
  const { config, db, mailer, log } = ctx;
  return betterAuth({
    appName: config.appName,
    baseURL: config.publicUrl,
    secret: config.authSecret,
    trustedOrigins: [config.publicUrl],
    database: drizzleAdapter(db, {
      provider: "pg",
      // Without it a kill between user and credential leaves an e-mail that is taken and has no password.
      transaction: true,
      schema: { user: users, session: sessions, account: credentials, verification: verifications },
    }),
    telemetry: { enabled: false },
    rateLimit: { enabled: false }, // Ours are in the database and hold for every caller: platform/http/limit-rate.ts.
    logger: { disabled: true },
    session: {
      expiresIn: SESSION_SECONDS.life,
      updateAge: SESSION_SECONDS.renewAfter,
      cookieCache: { enabled: false },
    },
    // By the same clock that looks them up.
    databaseHooks: {
      session: {
        create: {
          before: async (session) => {
            const expiresAt = new Date(ctx.wallClock().getTime() + SESSION_SECONDS.life * 1000);
            return { data: { ...session, expiresAt } };
          },
        },
      },
    },
    verification: { storeIdentifier: "hashed" },
    advanced: {
      useSecureCookies: false, // Would force the __Secure- prefix; ours is the stricter __Host-.
      database: { generateId: ({ model }) => `${model}_${randomBytes(16).toString("hex")}` },
      ...sessionCookieOptions(config.publicUrl),
    },
    emailAndPassword: {
      enabled: true,
      autoSignIn: false, // So that sign-up answers alike whether or not the address has an account.
      minPasswordLength: 8,
      maxPasswordLength: 128,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: RESET_TOKEN_SECONDS,
      password: { hash: hashPassword, verify: ({ hash, password }) => verifyPassword(hash, password) },
      onExistingUserSignUp: async ({ user }) =>
        mailLater({
          to: user.email,
          subject: `You already have an account at ${config.appName}`,
          text: `Somebody, perhaps you, tried to sign up with this address. It has an account already.\n\nSign in: ${config.publicUrl}/sign-in\nForgot the password? ${config.publicUrl}/forgot-password\n\nIf it was not you, there is nothing to do.\n`,
        }),
      sendResetPassword: async ({ user, token }) =>
        mailLater({
          to: user.email,
          subject: "Set a new password",
          text: `Set a new password here, within 10 minutes:\n\n${config.publicUrl}/reset-password?token=${token}\n\nIf you did not ask for this, ignore this mail: your password stays as it is.\n`,
        }),
      onPasswordReset: async ({ user }) =>
        mailLater({
          to: user.email,
          subject: "Your password was changed",
          text: `The password of your account was changed, and every device was signed out.\n\nIf it was not you, set a new one now: ${config.publicUrl}/forgot-password\n`,
        }),
    },
  });

  /** Not awaited: the time to hand a mail over would tell which addresses have an account. */
  function mailLater(mail: Parameters<typeof mailer.send>[0]): void {
    mailer.send(mail).catch((error) => log.error({ err: error, subject: mail.subject }, "mail could not be sent"));
  }
}
