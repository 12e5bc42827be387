import { expect, it } from "vitest";
import type { Plan } from "../../contract/index.ts";
import { formatPeriod, formatPrice, formatRenewal } from "./plan-words.ts";

const weekly: Plan = { planId: "weekly", unitAmount: 1900, currency: "usd", interval: "week", intervalCount: 1 };
const lifetime: Plan = { planId: "one-time", unitAmount: 24950, currency: "usd", interval: null, intervalCount: null };

it("says price, period and renewal of a subscription", () => {
  expect(formatPrice(weekly)).toBe("$19");
  expect(formatPeriod(weekly)).toBe("a week");
  expect(formatRenewal(weekly)).toBe("You pay $19 today, then $19 each week until you cancel.");
});

it("says that a single payment never renews", () => {
  expect(formatPrice(lifetime)).toBe("$249.50");
  expect(formatPeriod(lifetime)).toBe("once");
  expect(formatRenewal(lifetime)).toBe("You pay $249.50 once. It never renews.");
});

it("knows currencies without cents and periods of several weeks", () => {
  const plan: Plan = { ...weekly, unitAmount: 1900, currency: "jpy", intervalCount: 2 };
  expect(formatPrice(plan)).toBe("¥1,900");
  expect(formatPeriod(plan)).toBe("every 2 weeks");
});
