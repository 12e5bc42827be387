import type { Notice } from "../outbox/tasks.ts";
import { formatInstant, formatMoney } from "./format-for-mail.ts";
import type { Letter } from "./letter.ts";

type Canceled = Extract<Notice, { kind: "canceled" }>;

/** The subscription stops, and why. */
export function writeCanceled({ accessUntil, because }: Canceled): Letter {
  const end = formatInstant(accessUntil);
  switch (because) {
    case "asked":
      return {
        subject: "Your subscription is canceled",
        paragraphs: [
          "As you asked, your weekly subscription does not renew. Nothing more is charged.",
          `Your access goes on until ${end}. Until then you can take the cancellation back, in one click.`,
        ],
        facts: [{ name: "Access until", value: end }],
      };
    case "lifetime_bought":
      return {
        subject: "Your weekly subscription ends: you have lifetime access",
        paragraphs: [
          "You have lifetime access now, so you don't need the weekly subscription any more. We canceled it for you, and it is not charged again.",
          `It ends on ${end}. Your access itself has no end.`,
        ],
        facts: [{ name: "Weekly subscription ends", value: end }],
      };
    case "disputed":
      return {
        subject: "Your subscription does not renew",
        paragraphs: [
          "A payment of yours is disputed with your bank, so we stopped your weekly subscription from renewing. Nothing more is charged.",
          `Access is paused while the dispute is open. The running week ends on ${end}.`,
        ],
        facts: [{ name: "Running week ends", value: end }],
      };
  }
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
