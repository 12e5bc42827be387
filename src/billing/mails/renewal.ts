import type { Notice } from "../outbox/tasks.ts";
import { formatInstant, formatMoney } from "./format-for-mail.ts";
import type { Letter } from "./letter.ts";

/** The card was not charged for the next week: until when access goes on, and the ways to mend it. */
export function writeRenewalFailed(notice: Extract<Notice, { kind: "renewal_failed" }>): Letter {
  const { due, accessUntil, nextAttempt } = notice;
  const money = formatMoney(due);
  return {
    subject: "Your payment did not go through",
    paragraphs: [
      `We tried to charge ${money} for the next week of access to the card on file, and the payment did not go through. It happens: cards expire, and banks are careful.`,
      `Your access goes on until ${formatInstant(accessUntil)}. If the payment goes through before then, nothing changes for you.`,
      explainNextTry(accessUntil, nextAttempt),
    ],
    facts: [
      { name: "Open", value: money },
      { name: "Access until", value: formatInstant(accessUntil) },
    ],
    act: `Pay ${money}`,
  };
}

function explainNextTry(accessUntil: string, nextAttempt: string | null): string {
  if (nextAttempt === null) return "The card is not tried again by itself.";
  const tried = `The card is tried again on ${formatInstant(nextAttempt)}.`;
  return accessUntil < nextAttempt
    ? `${tried} That is after your access ends: pay before then, and there is no gap.`
    : tried;
}

/** What was open is paid. */
export function writePaymentRecovered({ periodEnd }: Extract<Notice, { kind: "payment_recovered" }>): Letter {
  return {
    subject: "Your payment went through",
    paragraphs: [
      "The payment that was open has gone through. Thank you. Your weekly access is back to normal.",
      "What was charged is on the receipt, on your billing page.",
    ],
    facts: [{ name: "Paid through", value: formatInstant(periodEnd) }],
  };
}
