import type { Notice } from "../outbox/tasks.ts";
import { formatInstant, formatMoney } from "./format-for-mail.ts";
import type { Fact, Letter } from "./letter.ts";

type Purchase = Extract<Notice, { kind: "purchase" }>;

/** Access was bought: what was charged, and when it is charged again. */
export function writePurchase(notice: Purchase): Letter {
  return notice.plan === "weekly" ? writeWeekly(notice) : writeLifetime(notice);
}

function writeWeekly(notice: Purchase): Letter {
  const { by, renewal, periodEnd } = notice;
  const facts: Fact[] = [{ name: "Plan", value: "Weekly access" }, charged(notice)];
  if (periodEnd) facts.push({ name: "Paid through", value: formatInstant(periodEnd) });
  if (renewal) {
    const until = by === "guest" ? "it is canceled" : "you cancel";
    facts.push({ name: `Then, each week until ${until}`, value: formatMoney(renewal) });
  }
  return {
    subject: "Your weekly access has started",
    paragraphs: [
      `${opening(notice)} Everything in practice is open to you now.`,
      by === "guest"
        ? "It renews by itself each week, and the card that paid is charged. You can cancel at any time, in one click: the week that is paid stays yours."
        : "It renews by itself each week. You can cancel at any time, in one click, and you keep the week that is paid.",
    ],
    facts,
  };
}

function writeLifetime(notice: Purchase): Letter {
  const { weeklyEnds } = notice;
  const neverRenews = "It was one payment, and it never renews.";
  return {
    subject: "You have lifetime access",
    paragraphs: [
      `${opening(notice)} Everything in practice is open to you now, and it stays open.`,
      weeklyEnds === null
        ? `${neverRenews} There is nothing to cancel.`
        : `${neverRenews} Your weekly subscription ends on ${formatInstant(weeklyEnds)} and is not charged again. You don't need to do anything.`,
    ],
    facts: [{ name: "Plan", value: "Lifetime access" }, charged(notice)],
  };
}

function opening({ by, plan, total }: Purchase): string {
  if (by === "owner") return "Thank you.";
  const money = readTotal(total);
  if (money !== null) return `Somebody paid ${money} for your account.`;
  return `Somebody got ${plan === "weekly" ? "weekly" : "lifetime"} access for your account.`;
}

function charged({ by, total }: Purchase): Fact {
  return { name: by === "guest" ? "Paid for you" : "Charged", value: readTotal(total) ?? "nothing" };
}

/** Null for nothing: Stripe makes no charge where a discount covers the whole price. */
function readTotal(total: Purchase["total"]): string | null {
  return total === null || total.amount === 0 ? null : formatMoney(total);
}
