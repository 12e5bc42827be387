import type { Faults } from "../controls/faults.ts";
import type { Store } from "../store/store.ts";
import type { Courier } from "../webhooks/courier.ts";
import type { Context } from "./context.ts";

/** The running whole that the routes share. */
export interface Sandbox {
  store: Store;
  courier: Courier;
  faults: Faults;
  clock: () => Date;
  origin: string;
  /** Idempotency keys whose first request has not been answered yet. */
  keysInUse: Set<string>;
  log: (line: string) => void;
}

const NO_REQUEST = { id: null, idempotency_key: null };

export function contextOf(sandbox: Sandbox, request: Context["request"] = NO_REQUEST): Context {
  const now = Math.floor(sandbox.clock().getTime() / 1000);
  return { store: sandbox.store, now, origin: sandbox.origin, request };
}
