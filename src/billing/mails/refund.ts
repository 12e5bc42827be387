import type { PlanId } from "../../contract/index.ts";
import type { Notice } from "../outbox/tasks.ts";
import { formatMoney } from "./format-for-mail.ts";
import type { Letter } from "./letter.ts";

const BANKS_TAKE_TIME = "It goes back to the card that paid. Banks often take 5 to 10 business days to show it.";

const AFTER_FULL: Record<PlanId, string> = {
  weekly: "The week that it paid for ends with it. The subscription is canceled, and nothing more is charged.",
  "one-time": "The lifetime access that it paid for ends with it.",
};

/** Money went back: how much, and what that means for access. */
export function writeRefund({ refunded, full, plan, because }: Extract<Notice, { kind: "refund" }>): Letter {
  const money = formatMoney(refunded);
  const facts = [{ name: "Refunded", value: money }];
  if (because === "duplicate") {
    return {
      subject: "We refunded a payment that you made twice",
      paragraphs: [
        `You had paid for the same access twice, so we gave the second payment back: ${money}. You don't need to do anything, and your access stays as it is.`,
        BANKS_TAKE_TIME,
      ],
      facts,
    };
  }
  return {
    subject: full ? "Your payment was refunded" : "Part of your payment was refunded",
    paragraphs: [
      full
        ? `We refunded ${money}. With that, the whole payment is back with you.`
        : `We refunded ${money} of your payment.`,
      full ? AFTER_FULL[plan] : "Your access stays as it is.",
      BANKS_TAKE_TIME,
    ],
    facts,
  };
}

/** The bank sent a refund back to us, so what it was to end goes on. */
export function writeRefundFailed({ total }: Extract<Notice, { kind: "refund_failed" }>): Letter {
  const money = formatMoney(total);
  return {
    subject: "Your refund did not arrive",
    paragraphs: [
      `We refunded ${money}, but the bank of your card sent the money back to us. Often the card is closed.`,
      "So the payment counts again, and with it the access that it paid for. Reply to this mail, and we find another way to return the money.",
    ],
    facts: [{ name: "Not refunded", value: money }],
  };
}
