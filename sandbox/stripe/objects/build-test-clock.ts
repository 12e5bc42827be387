import type Stripe from "stripe";
import { makeId } from "../protocol/make-id.ts";

type TestClock = Stripe.TestHelpers.TestClock;

export function buildTestClock(now: number, frozen_time: number, name: string | null): TestClock {
  return {
    id: makeId("clock"),
    object: "test_helpers.test_clock",
    created: now,
    deletes_after: now + 30 * 24 * 3600,
    frozen_time,
    livemode: false,
    name,
    status: "ready",
  } satisfies TestClock;
}
