import type { Store } from "../store/store.ts";
import type { Switches } from "../store/tables.ts";

export function readSwitches(store: Store): Switches {
  return store.get("switches", "switches") ?? { id: "switches", webhooks_paused: false, drop_events: 0 };
}

export function turnSwitches(store: Store, change: Partial<Switches>): void {
  store.put("switches", "switches", { ...readSwitches(store), ...change });
}
