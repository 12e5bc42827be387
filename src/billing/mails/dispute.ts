import type { Notice } from "../outbox/tasks.ts";
import { formatMoney } from "./format-for-mail.ts";
import type { Letter } from "./letter.ts";

type Opened = Extract<Notice, { kind: "dispute_opened" }>;
type Closed = Extract<Notice, { kind: "dispute_closed" }>;

/** The bank asks (an inquiry, which moves no money), or takes the money back for now (a dispute). */
export function writeDisputeOpened({ total, inquiry }: Opened): Letter {
  const money = formatMoney(total);
  const facts = [{ name: "Payment", value: money }];
  if (inquiry) {
    return {
      subject: "Your bank asked about a payment",
      paragraphs: [
        `Your bank asked us about your payment of ${money}. No money has moved, and your access stays as it is.`,
        "If you don't know this payment, reply to this mail: we can explain it, or refund it.",
      ],
      facts,
    };
  }
  return {
    subject: "A payment of yours is disputed",
    paragraphs: [
      `Your bank disputes your payment of ${money}. Until that is decided, the access that it paid for is paused, and no subscription renews.`,
      "If that was a mistake, tell your bank that you withdraw the dispute, and reply to this mail. If you wanted a refund, reply as well: that is faster.",
    ],
    facts,
  };
}

/** How the bank decided, and what follows. */
export function writeDisputeClosed({ total, outcome }: Closed): Letter {
  const money = formatMoney(total);
  const facts = [{ name: "Payment", value: money }];
  switch (outcome) {
    case "won":
      return {
        subject: "The dispute is closed: your payment stands",
        paragraphs: [
          `Your bank has decided that your payment of ${money} stands. The access that it paid for is back, for as long as it was paid.`,
          "A weekly subscription does not start to renew again by itself. If you want that, your billing page has it.",
        ],
        facts,
      };
    case "lost":
      return {
        subject: "The dispute is closed: your money went back",
        paragraphs: [
          `Your bank has given your payment of ${money} back to you. The access that it paid for has ended, and nothing more is charged.`,
          "Your account and everything in it stay.",
        ],
        facts,
      };
    case "inquiry_closed":
      return {
        subject: "Your bank's question is settled",
        paragraphs: [
          `Your bank has closed its question about your payment of ${money}. No money moved, and your access stays as it is.`,
        ],
        facts,
      };
  }
}
