import { doWhatIsDue } from "../checkout/run-due-work.ts";
import { contextOf, type Sandbox } from "../protocol/sandbox.ts";
import { changeRow } from "../store/change-row.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import { agendaOf } from "./agenda.ts";

/** A test clock is advanced after the answer that said `advancing`, as at Stripe; its caller waits until it is ready. */
export function watchTestClocks(sandbox: Sandbox): void {
  sandbox.store.onCommit((writes) => {
    const asked = writes.some(([table, , row]) => table === "test_clock_target" && row !== null);
    if (asked) setImmediate(() => advanceTestClocks(sandbox));
  });
}

/** Every one that is on its way; after a restart or a restored snapshot those that were interrupted, too. */
export function advanceTestClocks(sandbox: Sandbox): void {
  for (const { id, frozen_time } of sandbox.store.all("test_clock_target")) advance(sandbox, id, frozen_time);
}

/** Through all that is due to the clock's customers, in order; each step carries the clock with it. */
function advance(sandbox: Sandbox, id: string, to: number): void {
  const { store } = sandbox;
  const agenda = agendaOf(store);
  for (let due = agenda.next(to, id); due; due = agenda.next(to, id)) {
    const step = due;
    store.transact(() => {
      const clock = store.get("test_helpers.test_clock", id);
      if (clock) store.put("test_helpers.test_clock", id, { ...clock, frozen_time: step.at });
      doWhatIsDue({ ...contextOf(sandbox), now: step.at }, step);
    });
  }
  store.transact(() => {
    store.remove("test_clock_target", id);
    const clock = store.get("test_helpers.test_clock", id);
    if (!clock) return;
    const ctx = contextOf(sandbox);
    const ready = changeRow(ctx, "test_helpers.test_clock", clock, { frozen_time: to, status: "ready" });
    emitEvent(ctx, "test_helpers.test_clock.ready", ready);
  });
}
