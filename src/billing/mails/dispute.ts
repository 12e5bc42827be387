import type { Notice } from "../outbox/tasks.ts";
import { formatMoney } from "./format-for-mail.ts";
import type { Letter } from "./letter.ts";

type Opened = Extract<Notice, { kind: "dispute_opened" }>;
type Closed = Extract<Notice, { kind: "dispute_closed" }>;
type Words = Pick<Letter, "subject" | "paragraphs">;

/** The bank asks (an inquiry, which moves no money), or takes the money back for now (a dispute). */
export function writeDisputeOpened(notice: Opened): Letter {
  const words = notice.inquiry ? sayInquiry(notice) : sayDispute(notice);
  return { ...words, facts: [{ name: "Payment", value: formatMoney(notice.total) }] };
}

function sayInquiry({ by, total }: Opened): Words {
  const money = formatMoney(total);
  const rest = "No money has moved, and your access stays as it is.";
  return by === "guest"
    ? {
        subject: "A bank asked about a payment for your account",
        paragraphs: [
          `Somebody paid ${money} for your account, and their bank asked us about that payment. ${rest}`,
          "You don't need to do anything. If you know who paid, ask them whether they know this payment.",
        ],
      }
    : {
        subject: "Your bank asked about a payment",
        paragraphs: [
          `Your bank asked us about your payment of ${money}. ${rest}`,
          "If you don't know this payment, reply to this mail: we can explain it, or refund it.",
        ],
      };
}

function sayDispute({ by, total, stopsRenewal }: Opened): Words {
  const money = formatMoney(total);
  const renewal = stopsRenewal ? ", and the weekly subscription does not renew" : "";
  const rest = `Until that is decided, the access that it paid for is paused${renewal}.`;
  return by === "guest"
    ? {
        subject: "A payment for your account is disputed",
        paragraphs: [
          `A payment of ${money} that somebody made for your account is disputed with their bank. ${rest}`,
          "If you know who paid and it was a mistake, they can tell their bank that they withdraw the dispute. If you have a question, reply to this mail.",
        ],
      }
    : {
        subject: "A payment of yours is disputed",
        paragraphs: [
          `Your bank disputes your payment of ${money}. ${rest}`,
          "If that was a mistake, tell your bank that you withdraw the dispute, and reply to this mail. If you wanted a refund, reply as well: that is faster.",
        ],
      };
}

/** How the bank decided, and what follows. */
export function writeDisputeClosed(notice: Closed): Letter {
  const words = CLOSED[notice.outcome](notice.by, formatMoney(notice.total));
  return { ...words, facts: [{ name: "Payment", value: formatMoney(notice.total) }] };
}

const CLOSED: Record<Closed["outcome"], (by: Closed["by"], money: string) => Words> = {
  won: sayWon,
  lost: sayLost,
  inquiry_closed: sayInquiryClosed,
};

/** Only who pays for a subscription can make it renew again. */
function sayWon(by: Closed["by"], money: string): Words {
  const rest = "The access that it paid for is back, for as long as it was paid.";
  const staysStopped = "A weekly subscription does not start to renew again by itself.";
  return by === "guest"
    ? {
        subject: "The dispute is closed: the payment stands",
        paragraphs: [
          `Somebody paid ${money} for your account, and their bank has decided that the payment stands. ${rest}`,
          `${staysStopped} Once it has ended, you can start one of your own.`,
        ],
      }
    : {
        subject: "The dispute is closed: your payment stands",
        paragraphs: [
          `Your bank has decided that your payment of ${money} stands. ${rest}`,
          `${staysStopped} If you want that, your billing page has it.`,
        ],
      };
}

function sayLost(by: Closed["by"], money: string): Words {
  const rest = "The access that it paid for has ended, and nothing more is charged for it.";
  const stays = "Your account and everything in it stay.";
  return by === "guest"
    ? {
        subject: "The dispute is closed: the money went back",
        paragraphs: [
          `Somebody paid ${money} for your account, and the money went back to the card that paid. ${rest}`,
          stays,
        ],
      }
    : {
        subject: "The dispute is closed: your money went back",
        paragraphs: [`Your bank has given your payment of ${money} back to you. ${rest}`, stays],
      };
}

function sayInquiryClosed(by: Closed["by"], money: string): Words {
  const rest = "No money moved, and your access stays as it is.";
  return by === "guest"
    ? {
        subject: "A bank's question about a payment is settled",
        paragraphs: [
          `Somebody paid ${money} for your account, and their bank had a question about it. It is settled. ${rest}`,
        ],
      }
    : {
        subject: "Your bank's question is settled",
        paragraphs: [`Your bank has closed its question about your payment of ${money}. ${rest}`],
      };
}
