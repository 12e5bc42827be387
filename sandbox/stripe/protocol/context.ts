import type { ClockSettings } from "../clock/clock-settings.ts";
import type { Store } from "../store/store.ts";

/** What every verb of the sandbox is given. */
export interface Context {
  store: Store;
  /** Unix seconds by the sandbox's clock. */
  now: number;
  settings: ClockSettings;
  /** Where this sandbox is reached, for URLs it prints. */
  origin: string;
  /** The API request that causes the change, printed on its events; nulls when the hosted page or the clock does. */
  request: { id: string | null; idempotency_key: string | null };
}
