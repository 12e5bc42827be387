import type { ClockSettings } from "../clock/clock-settings.ts";
import type { Faults } from "../controls/faults.ts";
import type { Store } from "../store/store.ts";
import type { Courier } from "../webhooks/courier.ts";
import type { Context } from "./context.ts";

/** The running whole that the routes share. */
export interface Sandbox {
  store: Store;
  courier: Courier;
  faults: Faults;
  /** The sandbox's time: `baseClock` and however far it was moved. */
  clock: () => Date;
  baseClock: () => Date;
  /** Unless the store has others. */
  usualSettings: ClockSettings;
  origin: string;
  /** Idempotency keys whose first request has not been answered yet. */
  keysInUse: Set<string>;
  log: (line: string) => void;
}

const NO_REQUEST = { id: null, idempotency_key: null };

export function contextOf(sandbox: Sandbox, request: Context["request"] = NO_REQUEST): Context {
  const now = Math.floor(sandbox.clock().getTime() / 1000);
  const settings = sandbox.store.get("clock", "clock")?.settings ?? sandbox.usualSettings;
  return { store: sandbox.store, now, settings, origin: sandbox.origin, request };
}
