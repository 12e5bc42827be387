import { describe, expect, it } from "vitest";
import {
  AccessReason,
  type Billing,
  type BillingSubscription,
  ReceiptStatus,
  SubscriptionPhase,
} from "../../contract/index.ts";
import { formatDay, formatDeadline, formatWeekday } from "../ui/format-date.ts";
import { describeBilling } from "./billing-words.ts";
import { chooseNextStep } from "./choose-next-step.ts";
import { explainCancel, explainResume, explainUpgrade } from "./explain-change.ts";
import { describePastDue } from "./past-due-words.ts";
import { describeReceipt } from "./receipt-words.ts";

const END = "2026-11-30T09:30:00.000Z";
const GRACE_END = "2026-11-26T09:30:00.000Z";
const NEXT_ATTEMPT = "2026-11-25T08:00:00.000Z";
const PAY_URL = "https://invoice.stripe.com/i/test_1";
const WEEK = { amount: 1900, currency: "usd" };

const ACTIVE: BillingSubscription = {
  phase: "active",
  renewal: WEEK,
  periodEnd: END,
  mayCancel: true,
  mayResume: false,
  due: null,
  nextAttempt: null,
  payUrl: null,
  graceEnd: null,
};
const ENDING: BillingSubscription = { ...ACTIVE, phase: "ending", renewal: null, mayCancel: false, mayResume: true };
const PAST_DUE: BillingSubscription = {
  ...ACTIVE,
  phase: "past_due",
  renewal: null,
  due: WEEK,
  nextAttempt: NEXT_ATTEMPT,
  payUrl: PAY_URL,
  graceEnd: GRACE_END,
};

function billing(reason: AccessReason, over: Partial<Billing> = {}, granted = true): Billing {
  const access = { granted, plan: granted ? ("weekly" as const) : null, until: END, reason };
  return { access, subscription: null, lifetimeSince: null, paidByGuest: false, hasPortal: true, ...over };
}
const said = (of: Billing) => {
  const { title, lines } = describeBilling(of);
  return [title, ...lines].join(" ");
};

describe("a plan in words", () => {
  it("says day and price of the renewal", () => {
    expect(said(billing("subscription_active", { subscription: ACTIVE }))).toBe(
      `Weekly access Renews on ${formatWeekday(END)}, for $19.00.`,
    );
  });

  it("says of a canceled one when access ends and that nothing more is charged", () => {
    const words = said(billing("paid_period_left", { subscription: ENDING }));
    expect(words).toContain(`until ${formatDeadline(END)}. Nothing more is charged.`);
  });

  it("says of a failed payment what is open, until when access goes on, and when the card is tried again", () => {
    const words = said(billing("subscription_past_due", { subscription: PAST_DUE }));
    for (const fact of ["$19.00 is open", formatDeadline(GRACE_END), formatDeadline(NEXT_ATTEMPT)]) {
      expect(words).toContain(fact);
    }
  });

  it("warns when the card is tried again only after access has ended", () => {
    const late = { ...PAST_DUE, nextAttempt: END };
    expect(said(billing("subscription_past_due", { subscription: late }))).toContain("That is after your access ends");
    expect(said(billing("subscription_past_due", { subscription: PAST_DUE }))).not.toContain("after your access ends");
    expect(said(billing("subscription_unpaid", { subscription: late }, false))).not.toContain("after your access ends");
  });

  it("says that access is paused once the time to pay is over", () => {
    const words = said(billing("subscription_unpaid", { subscription: PAST_DUE }, false));
    expect(words).toContain(`paused since ${formatDeadline(GRACE_END)}`);
    expect(words).not.toContain("goes on");
  });

  it("says of lifetime that it never renews, and what becomes of a weekly subscription beside it", () => {
    const words = said(billing("lifetime_paid", { subscription: ENDING, lifetimeSince: END }));
    expect(words).toContain(`Paid on ${formatDay(END)}. It never renews`);
    expect(words).toContain("It is not charged again.");
  });

  it("never lets a dispute or a refund hide behind a subscription that looks fine", () => {
    expect(said(billing("disputed", { subscription: ACTIVE }, false))).toContain("disputed with your bank");
    expect(said(billing("refunded", { subscription: ACTIVE }, false))).toContain("was refunded");
  });

  it("says of one that somebody else pays for that this is so, and nothing about a card of the reader", () => {
    const late = { ...PAST_DUE, nextAttempt: END };
    const subscriptions = [ACTIVE, late, { ...PAST_DUE, phase: "unpaid" as const }];
    for (const subscription of subscriptions) {
      const words = said(billing("subscription_past_due", { subscription, paidByGuest: true }));
      expect(words).toContain("Somebody else pays for it.");
      expect(words).not.toMatch(/your (card|last payment)|pay before then/i);
    }
    expect(said(billing("subscription_active", { subscription: ACTIVE }))).not.toContain("Somebody else");
    expect(said(billing("disputed", { subscription: ENDING, paidByGuest: true }, false))).not.toContain("your bank");
  });

  it("says after a declined first payment that nothing was bought, and to choose again", () => {
    const declined = billing("no_purchase", {}, false);
    expect(said(declined)).toContain("nothing was charged for it, and you can choose a plan again");
    expect(said(declined)).not.toContain("confirmed");
    expect(chooseNextStep(declined)).toMatchObject({ to: "/subscription" });
  });

  it("is calm and complete for every reason and phase", () => {
    const subscriptions = SubscriptionPhase.options.map((phase) => ({
      ...PAST_DUE,
      phase,
      due: null,
      nextAttempt: null,
    }));
    for (const reason of AccessReason.options) {
      for (const subscription of [null, ACTIVE, ENDING, PAST_DUE, ...subscriptions]) {
        for (const granted of [true, false]) {
          const { title, lines } = describeBilling(billing(reason, { subscription }, granted));
          expect(title).toMatch(/^[A-Z].*[a-z]$/);
          expect(lines.length).toBeGreaterThan(0);
          for (const line of lines) expect(line).toMatch(/^[A-Z$].*\.$/);
          expect(lines.join()).not.toMatch(/!|undefined|null|Invalid| {2}/);
        }
      }
    }
  });
});

describe("a change, before the click", () => {
  it("says what canceling keeps, and what resuming costs", () => {
    expect(explainCancel(ACTIVE)).toContain(`until ${formatDeadline(END)}, and nothing more is charged`);
    expect(explainCancel(PAST_DUE)).toContain("access ends now");
    expect(explainResume(ENDING)).toContain("nothing is charged now");
  });

  it("says of lifetime that the paid week runs on unrefunded, and that an open week is dropped", () => {
    const paid = explainUpgrade(ACTIVE).join(" ");
    expect(paid).toContain(`runs to its end on ${formatWeekday(END)} and does not renew`);
    expect(paid).toContain("No part of it is refunded.");
    expect(explainUpgrade(PAST_DUE).join(" ")).toContain("the $19.00 that is open is no longer asked for");
  });
});

describe("the next step", () => {
  it("is practice with access, the plans without, and only waiting while a dispute or a payment is open", () => {
    expect(chooseNextStep(billing("subscription_active", { subscription: ACTIVE }))).toMatchObject({ to: "/practice" });
    expect(chooseNextStep(billing("subscription_ended", {}, false))).toMatchObject({ to: "/subscription" });
    expect(chooseNextStep(billing("disputed", { subscription: PAST_DUE }, false))).toBeNull();
    expect(chooseNextStep(billing("payment_pending", {}, false))).toBeNull();
  });

  it("is to pay what is open; without a page for that, the card; without that, the plans", () => {
    const without = { ...PAST_DUE, payUrl: null };
    const open = (over: Partial<Billing>) => chooseNextStep(billing("subscription_unpaid", over, false));
    expect(open({ subscription: PAST_DUE })).toEqual({ kind: "pay", label: "Pay $19.00", url: PAY_URL });
    expect(open({ subscription: without })).toMatchObject({ kind: "portal" });
    expect(open({ subscription: without, hasPortal: false })).toMatchObject({ to: "/subscription" });
  });

  it("is never to change a card that is somebody else's", () => {
    const subscription = { ...PAST_DUE, payUrl: null };
    const step = chooseNextStep(billing("subscription_past_due", { subscription, paidByGuest: true }));
    expect(step).toMatchObject({ to: "/practice" });
  });

  it("of somebody with lifetime access is never to pay for a week", () => {
    expect(chooseNextStep(billing("lifetime_paid", { subscription: PAST_DUE }))).toMatchObject({ to: "/practice" });
  });
});

it("the banner says sum, hour and the way to mend it, and less when billing is not known", () => {
  const known = describePastDue(GRACE_END, billing("subscription_past_due", { subscription: PAST_DUE }));
  expect(known.title).toContain("$19.00");
  expect(known.text).toContain(formatDeadline(GRACE_END));
  expect(known.step).toMatchObject({ kind: "pay", url: PAY_URL });
  expect(describePastDue(GRACE_END, undefined)).toMatchObject({ step: null });
});

it("a receipt has words for each status, and names what was given back", () => {
  for (const status of ReceiptStatus.options) {
    const words = describeReceipt({ id: "1", at: END, what: "week", total: WEEK, refunded: 500, status, url: null });
    expect(words).toMatch(/^[A-Z].*[a-z]$/);
    expect(words.includes("$5.00"), status).toBe(["partly_refunded", "disputed"].includes(status));
  }
});
