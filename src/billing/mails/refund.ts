import type { Notice } from "../outbox/tasks.ts";
import { formatMoney } from "./format-for-mail.ts";
import type { Letter } from "./letter.ts";

type Refund = Extract<Notice, { kind: "refund" }>;

const BANKS_TAKE_TIME = "It goes back to the card that paid. Banks often take 5 to 10 business days to show it.";

/** Money went back: how much, and what that means for access. */
export function writeRefund(notice: Refund): Letter {
  const { subject, text } = notice.because === "duplicate" ? sayDuplicate(notice) : sayRefund(notice);
  return {
    subject,
    paragraphs: [...text, BANKS_TAKE_TIME],
    facts: [{ name: "Refunded", value: formatMoney(notice.refunded) }],
  };
}

function sayDuplicate({ by, refunded }: Refund): { subject: string; text: string[] } {
  const money = formatMoney(refunded);
  const rest = "You don't need to do anything, and your access stays as it is.";
  return by === "guest"
    ? {
        subject: "We refunded a second payment for your access",
        text: [
          `Somebody paid for access that your account had already, so we gave that second payment back: ${money}. ${rest}`,
        ],
      }
    : {
        subject: "We refunded a payment that you made twice",
        text: [`You had paid for the same access twice, so we gave the second payment back: ${money}. ${rest}`],
      };
}

function sayRefund({ by, refunded, full, plan, ends }: Refund): { subject: string; text: string[] } {
  const money = formatMoney(refunded);
  const name = by === "guest" ? "a payment for your account" : "your payment";
  const payment = by === "guest" ? "a payment that somebody made for your account" : "your payment";
  if (!full) {
    return {
      subject: `Part of ${name} was refunded`,
      text: [`We refunded ${money} of ${payment}.`, "Your access stays as it is."],
    };
  }
  return {
    subject: by === "guest" ? "A payment for your account was refunded" : "Your payment was refunded",
    text: [`We refunded ${money} of ${payment}. With that, all of it has gone back.`, sayWhatEnds(plan, ends)],
  };
}

function sayWhatEnds(plan: Refund["plan"], ends: boolean): string {
  if (plan === "one-time") return "The lifetime access that it paid for ends with it.";
  return ends
    ? "The week that it paid for ends with it. The subscription is canceled, and nothing more is charged."
    : "It was for an earlier week, which is over. The subscription goes on as it is.";
}

/** The bank sent a refund back to us, so what it was to end goes on. */
export function writeRefundFailed({ total }: Extract<Notice, { kind: "refund_failed" }>): Letter {
  const money = formatMoney(total);
  return {
    subject: "A refund did not arrive",
    paragraphs: [
      `We refunded ${money}, but the bank of the card that paid sent the money back to us. Often the card is closed.`,
      "So the payment counts again, and with it the access that it paid for. Reply to this mail, and we find another way to return the money.",
    ],
    facts: [{ name: "Not refunded", value: money }],
  };
}
