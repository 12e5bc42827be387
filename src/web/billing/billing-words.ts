import type { Billing, BillingSubscription } from "../../contract/index.ts";
import { formatDay, formatDeadline, formatWeekday } from "../ui/format-date.ts";
import { formatMoney } from "../ui/format-money.ts";
import { describeAccess } from "./access-words.ts";

/** What somebody has, then what that means, a thought a line. */
export interface BillingWords {
  title: string;
  lines: string[];
}

/** A plan and what becomes of it, in plain words. What took the access away goes before what the plan would be. */
export function describeBilling(billing: Billing): BillingWords {
  const { access, subscription, lifetimeSince } = billing;
  if (access.reason === "disputed") return describeDispute(billing);
  if (access.reason === "refunded") return describeRefund(billing);
  if (access.reason === "lifetime_paid") return describeLifetime(lifetimeSince, subscription);
  if (access.reason === "complimentary") {
    const { title, text } = describeAccess(access);
    return { title, lines: [text, ...(subscription ? [restOfWeekly(subscription)] : [])] };
  }
  if (subscription) return describeSubscription(billing, subscription);
  const { title, text } = describeAccess(access);
  return { title, lines: [text, ...(access.reason === "no_purchase" ? [AFTER_A_DECLINE] : [])] };
}

const BY_GUEST = "Somebody else pays for it.";

/** Who has tried to buy is here as well: the first payment was declined, or the checkout left. */
const AFTER_A_DECLINE = "If a card was declined, nothing was charged for it, and you can choose a plan again.";

function describeLifetime(since: string | null, subscription: BillingSubscription | null): BillingWords {
  const paid = since ? `Paid on ${formatDay(since)}.` : "It is paid.";
  return {
    title: "Lifetime access",
    lines: [
      `${paid} It never renews, and there is nothing to cancel.`,
      ...(subscription ? [restOfWeekly(subscription)] : []),
    ],
  };
}

function restOfWeekly({ phase, periodEnd, renewal }: BillingSubscription): string {
  const day = formatWeekday(periodEnd);
  if (phase === "active") return `Your weekly subscription still renews on ${day}${price(renewal)}.`;
  return `Your weekly subscription ends on ${day}. It is not charged again.`;
}

function describeDispute({ subscription, paidByGuest }: Billing): BillingWords {
  return {
    title: "Your access is paused",
    lines: [
      paidByGuest
        ? "A payment that somebody made for your account is disputed with their bank. Access follows the outcome."
        : "A payment is disputed with your bank. Access follows the outcome.",
      ...(subscription ? ["Meanwhile your subscription does not renew."] : []),
      paidByGuest
        ? "If you have a question, reply to any of our mails: we help."
        : "If the dispute is a mistake, tell your bank that you withdraw it, and reply to any of our mails: we help.",
    ],
  };
}

function describeRefund({ subscription, paidByGuest }: Billing): BillingWords {
  return {
    title: paidByGuest ? "The payment was refunded" : "Your payment was refunded",
    lines: [
      "The access that it paid for has ended. Banks often take 5 to 10 business days to show a refund.",
      ...(subscription ? ["The subscription is canceled with it, and nothing more is charged."] : []),
      "You can buy access again whenever you like.",
    ],
  };
}

function describeSubscription(billing: Billing, subscription: BillingSubscription): BillingWords {
  const { access, paidByGuest } = billing;
  const byGuest = paidByGuest ? [BY_GUEST] : [];
  const { phase, renewal, periodEnd } = subscription;
  switch (phase) {
    case "active":
      if (access.reason === "subscription_renewing") {
        return {
          title: "Weekly access",
          lines: [`It is renewing right now${price(renewal)}. Your access goes on meanwhile.`, ...byGuest],
        };
      }
      return { title: "Weekly access", lines: [`Renews on ${formatWeekday(periodEnd)}${price(renewal)}.`, ...byGuest] };
    case "ending":
      return {
        title: "Weekly access, canceled",
        lines: [`Your access goes on until ${formatDeadline(periodEnd)}. Nothing more is charged.`],
      };
    case "past_due":
      return {
        title: `${paidByGuest ? "The" : "Your"} last payment did not go through`,
        lines: explainPastDue(billing, subscription),
      };
    case "unpaid":
      return {
        title: "Your weekly access is off",
        lines: [
          `The last payment did not go through, and the card is not tried again.${openSum(subscription)}`,
          "Access comes back as soon as it is paid.",
          ...byGuest,
        ],
      };
  }
}

function explainPastDue({ access, paidByGuest }: Billing, subscription: BillingSubscription): string[] {
  const { graceEnd } = subscription;
  const end = graceEnd ? formatDeadline(graceEnd) : null;
  const goesOn = `Your access goes on${end ? ` until ${end}` : ""}. If the payment goes through before then, nothing changes.`;
  const paused = `Your access is paused${end ? ` since ${end}` : ""}. It comes back as soon as the payment goes through.`;
  return [
    access.granted ? goesOn : paused,
    `${openSum(subscription)} ${paidByGuest ? BY_GUEST : explainNextTry(subscription, access.granted)}`.trim(),
  ];
}

function explainNextTry({ graceEnd, nextAttempt }: BillingSubscription, granted: boolean): string {
  if (!nextAttempt) return "Your card is not tried again by itself.";
  const tried = `Your card is tried again on ${formatDeadline(nextAttempt)}.`;
  const isLate = granted && graceEnd !== null && graceEnd < nextAttempt;
  return isLate ? `${tried} That is after your access ends: pay before then, and there is no gap.` : tried;
}

function openSum({ due }: BillingSubscription): string {
  return due ? ` ${formatMoney(due)} is open.` : "";
}

function price(renewal: BillingSubscription["renewal"]): string {
  return renewal ? `, for ${formatMoney(renewal)}` : "";
}
