import type { Act, Life, Pick, Step } from "./life.ts";

/** A life in words, a line for each thing that happens. */
export function describeLife(life: Life): string[] {
  const { steps, afterRetries, trouble, repair, lost, again, order, together } = life;
  return [
    `(after the last retry Stripe leaves a subscription ${afterRetries})`,
    ...steps.flatMap(describeStep),
    `the rest of the events comes ${together ? "all at once" : "one by one"}, in the order ${order.join(",")}`,
    ...(lost.length === 0 ? [] : [`but never: ${summarize(lost)}`]),
    ...(again.length === 0 ? [] : [`and again: ${again.join(",")}`]),
    ...(trouble === null ? [] : [`while events come, Stripe's API fails now and then (drawn with ${trouble})`]),
    `what was lost is made up for by the ${repair}`,
  ];
}

function describeStep({ act, pause, post, together }: Step): string[] {
  const events =
    post.length === 0 ? [] : [`  events ${post.map(describePick).join(" ")} come${together ? " together" : ""}`];
  return [`${pause} s later: ${describeAct(act)}`, ...events];
}

function describePick({ at, again }: Pick): string {
  return again ? `${at} again` : String(at);
}

function describeAct(act: Act): string {
  const details = Object.entries(act).filter(([key]) => key !== "do");
  return [act.do, ...details.map(([key, value]) => `${key}: ${value}`)].join(", ");
}

function summarize(picks: readonly number[]): string {
  return picks.length > 12 ? `${picks.length} of them` : picks.join(",");
}
