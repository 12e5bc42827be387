import type { Clock } from "./clock/index.ts";
import type { Config } from "./config/index.ts";
import type { Db } from "./db/index.ts";
import type { RateLimiter } from "./http/index.ts";
import type { Log } from "./log/index.ts";
import type { Mailer } from "./mail/index.ts";

/** What every room's verbs are given: `verb(ctx, input)`. Rooms add their own members. */
export type PlatformContext = Readonly<{
  config: Config;
  db: Db;
  log: Log;
  clock: Clock;
  /** Time as the world has it, for what others sign with it: differs from `clock` only when a sandbox's time is moved. */
  wallClock: Clock;
  mailer: Mailer;
  limitRate: RateLimiter;
}>;
