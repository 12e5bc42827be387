import type { Notice } from "../outbox/tasks.ts";
import { formatInstant, formatMoney } from "./format-for-mail.ts";
import type { Fact, Letter } from "./letter.ts";

type Purchase = Extract<Notice, { kind: "purchase" }>;

/** Access was bought: what was charged, and when it is charged again. */
export function writePurchase(notice: Purchase): Letter {
  return notice.plan === "weekly" ? writeWeekly(notice) : writeLifetime(notice);
}

function writeWeekly({ total, renewal, periodEnd }: Purchase): Letter {
  const facts: Fact[] = [
    { name: "Plan", value: "Weekly access" },
    { name: "Charged", value: charged(total) },
  ];
  if (periodEnd) facts.push({ name: "Paid through", value: formatInstant(periodEnd) });
  if (renewal) facts.push({ name: "Then, each week until you cancel", value: formatMoney(renewal) });
  return {
    subject: "Your weekly access has started",
    paragraphs: [
      "Thank you. Everything in practice is open to you now.",
      "It renews by itself each week. You can cancel at any time, in one click, and you keep the week that is paid.",
    ],
    facts,
  };
}

function writeLifetime({ total }: Purchase): Letter {
  return {
    subject: "You have lifetime access",
    paragraphs: [
      "Thank you. Everything in practice is open to you now, and it stays open.",
      "It was one payment. It never renews, and there is nothing to cancel.",
    ],
    facts: [
      { name: "Plan", value: "Lifetime access" },
      { name: "Charged", value: charged(total) },
    ],
  };
}

/** Stripe makes no charge where a discount covers the whole price. */
function charged(total: Purchase["total"]): string {
  return total === null || total.amount === 0 ? "nothing" : formatMoney(total);
}
