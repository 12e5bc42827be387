import type { PlatformContext } from "../platform/context.ts";
import type { Auth } from "./create-auth.ts";

/** What other rooms do when an account ends or is exported; given by app.ts, since accounts knows no other room. */
export type AccountHooks = Readonly<{
  /** Runs before the account's rows go. Rejecting keeps the account. */
  beforeDelete: readonly ((userId: string) => Promise<void>)[];
  /** Name of a part of the export -> all of the user's rows in it. */
  exports: Readonly<Record<string, (userId: string) => Promise<unknown>>>;
}>;

export type AccountsContext = PlatformContext & Readonly<{ auth: Auth; hooks: AccountHooks }>;
