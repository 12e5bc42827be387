import type { Context } from "../protocol/context.ts";

/** The same work at the time of the test clock that `owner` lives on; most live on none. */
export function onClockOf(ctx: Context, owner: { test_clock?: string | { id: string } | null }): Context {
  const id = typeof owner.test_clock === "string" ? owner.test_clock : owner.test_clock?.id;
  const clock = id ? ctx.store.get("test_helpers.test_clock", id) : undefined;
  return clock ? { ...ctx, now: clock.frozen_time } : ctx;
}
