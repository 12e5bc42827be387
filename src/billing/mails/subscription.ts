import type { Notice } from "../outbox/tasks.ts";
import { formatInstant, formatMoney } from "./format-for-mail.ts";
import type { Letter } from "./letter.ts";

/** The subscription stops because the customer asked for it. */
export function writeCanceled({ accessUntil }: Extract<Notice, { kind: "canceled" }>): Letter {
  const end = formatInstant(accessUntil);
  return {
    subject: "Your subscription is canceled",
    paragraphs: [
      "As you asked, your weekly subscription does not renew. Nothing more is charged.",
      `Your access goes on until ${end}. Until then you can take the cancellation back, in one click.`,
    ],
    facts: [{ name: "Access until", value: end }],
  };
}

/** A cancellation was taken back: what is charged next, and when. */
export function writeResumed({ renewal, periodEnd }: Extract<Notice, { kind: "resumed" }>): Letter {
  return {
    subject: "Your subscription renews again",
    paragraphs: [
      "Your weekly subscription is no longer canceled. Your access goes on without a gap, and nothing was charged just now.",
      "It renews by itself each week until you cancel.",
    ],
    facts: [
      { name: "Next charge", value: formatMoney(renewal) },
      { name: "On", value: formatInstant(periodEnd) },
    ],
  };
}
