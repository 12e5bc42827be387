import { expect, it } from "vitest";
import type { AccessReason, Billing, BillingSubscription } from "../../contract/index.ts";
import { chooseWayToBilling } from "./choose-way-to-billing.ts";

const PAST_DUE: BillingSubscription = {
  phase: "past_due",
  renewal: null,
  periodEnd: "2026-11-30T09:30:00.000Z",
  mayCancel: true,
  mayResume: false,
  due: { amount: 1900, currency: "usd" },
  nextAttempt: null,
  payUrl: null,
  graceEnd: null,
};

function choose(reason: AccessReason, subscription: BillingSubscription | null): string | null {
  const access = { granted: false, plan: null, until: null, reason };
  const billing: Billing = { access, subscription, lifetimeSince: null, paidByGuest: false, hasPortal: true };
  return chooseWayToBilling(access, billing);
}

it("leads who owes to paying, before and after the grace, and when Stripe gave up", () => {
  expect(choose("subscription_past_due", PAST_DUE)).toBe("Pay the open $19.00");
  expect(choose("subscription_unpaid", PAST_DUE)).toBe("Pay the open $19.00");
  expect(choose("subscription_unpaid", { ...PAST_DUE, phase: "unpaid", due: null })).toBe("Go to billing");
});

it("asks nobody to pay whose payment is disputed, and sells again once no subscription is left", () => {
  expect(choose("disputed", PAST_DUE)).toBe("Go to billing");
  expect(choose("disputed", null)).toBeNull();
});

it("sells nothing while billing is not known, and leaves everybody else alone", () => {
  const access = { granted: false, plan: null, until: null };
  expect(chooseWayToBilling({ ...access, reason: "subscription_unpaid" }, undefined)).toBe("Go to billing");
  expect(chooseWayToBilling({ ...access, reason: "subscription_ended" }, undefined)).toBeNull();
  expect(choose("no_purchase", null)).toBeNull();
  expect(chooseWayToBilling(undefined, undefined)).toBeNull();
});
