export type { AccountHooks, AccountsContext } from "./context.ts";
export { type Auth, createAuth } from "./create-auth.ts";
export { findUser } from "./find-user.ts";
export { accountsRoutes } from "./routes.ts";
export { seedDemoUser } from "./seed-demo-user.ts";
export { createSessionFinder, requireSession, type SessionFinder, type SignedIn } from "./session/find-session.ts";
export { users } from "./tables.ts";
