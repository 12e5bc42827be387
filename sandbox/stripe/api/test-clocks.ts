import type Stripe from "stripe";
import { z } from "zod";
import { buildTestClock } from "../objects/build-test-clock.ts";
import { periodEnd } from "../payments/period-end.ts";
import type { Context } from "../protocol/context.ts";
import { endpoint } from "../protocol/endpoint.ts";
import { listPage } from "../protocol/list-page.ts";
import * as p from "../protocol/params.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { changeRow } from "../store/change-row.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import { deleteCustomer } from "./customers.ts";
import { findRow } from "./find-row.ts";

type TestClock = Stripe.TestHelpers.TestClock;

const PATH = "/v1/test_helpers/test_clocks";
const TABLE = "test_helpers.test_clock";
const TWO_YEARS = 2 * 366 * 24 * 3600;

/** Clocks that only the customers made on them live by; whatever else there is keeps the sandbox's own time. */
export const testClocks = [
  endpoint("POST", PATH, z.strictObject({ frozen_time: p.amount, name: p.text.optional() }), (ctx, params) => {
    const clock = buildTestClock(ctx.now, params.frozen_time, params.name ?? null);
    ctx.store.put(TABLE, clock.id, clock);
    emitEvent(ctx, "test_helpers.test_clock.created", clock);
    return clock;
  }),

  endpoint("GET", PATH, z.strictObject(p.listing), (ctx, params) => listPage(PATH, ctx.store.all(TABLE), params)),

  endpoint("GET", `${PATH}/:id`, p.none, (ctx, _, id) => findRow(ctx, TABLE, id)),

  endpoint("POST", `${PATH}/:id/advance`, z.strictObject({ frozen_time: p.integer }), (ctx, { frozen_time }, id) => {
    const clock = findRow(ctx, TABLE, id);
    checkAdvance(ctx, clock, frozen_time);
    const advancing = changeRow(ctx, TABLE, clock, { status: "advancing" });
    emitEvent(ctx, "test_helpers.test_clock.advancing", advancing);
    ctx.store.put("test_clock_target", id, { id, frozen_time });
    return advancing;
  }),

  endpoint("DELETE", `${PATH}/:id`, p.none, (ctx, _, id) => {
    const clock = findRow(ctx, TABLE, id);
    for (const customer of ctx.store.all("customer")) {
      if (!customer.deleted && customer.test_clock === id) deleteCustomer(ctx, customer);
    }
    ctx.store.remove("test_clock_target", id);
    ctx.store.remove(TABLE, id);
    emitEvent(ctx, "test_helpers.test_clock.deleted", clock);
    return { id, object: TABLE, deleted: true } satisfies Stripe.TestHelpers.DeletedTestClock;
  }),
];

function checkAdvance(ctx: Context, clock: TestClock, to: number): void {
  if (clock.status !== "ready") {
    throw invalidRequest(
      "Test clock advancement underway - cannot perform modifications.",
      undefined,
      "lock_timeout",
      429,
    );
  }
  if (to <= clock.frozen_time) {
    throw invalidRequest("Test clocks can only be advanced to a time after their frozen time.", "frozen_time");
  }
  if (to > furthest(ctx, clock)) {
    const message =
      "A test clock can be advanced by two intervals of its shortest subscription at a time, or by two years without any.";
    throw invalidRequest(message, "frozen_time");
  }
}

function furthest(ctx: Context, { id, frozen_time }: TestClock): number {
  const mine = ctx.store.all("subscription").filter((subscription) => subscription.test_clock === id);
  const ends = mine
    .filter(({ status }) => status !== "canceled" && status !== "incomplete_expired")
    .map(({ items }) => {
      const recurring = items.data[0]?.price.recurring ?? null;
      return periodEnd(periodEnd(frozen_time, recurring), recurring);
    });
  return Math.min(frozen_time + TWO_YEARS, ...ends);
}
