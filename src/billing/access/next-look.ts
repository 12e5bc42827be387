import { ACCESS_POLICY, isLive } from "./decide-access.ts";
import { unpaidSince } from "./money.ts";
import type { Instant, Snapshot, SubscriptionState } from "./snapshot.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * When to ask Stripe again although no event came; null when nothing can change by itself. This bounds what a lost
 * webhook costs.
 */
export function nextLook(snapshot: Snapshot, now: Instant): Instant | null {
  const moments = [
    ...snapshot.subscriptions.flatMap((subscription) => lookAtSubscription(subscription, now) ?? []),
    // A refund or a dispute may come late.
    ...snapshot.payments.map(({ status }) => now + (status === "unpaid" ? HOUR : DAY)),
  ];
  return moments.length === 0 ? null : Math.min(...moments);
}

function lookAtSubscription(subscription: SubscriptionState, now: Instant): Instant | null {
  const { status, currentPeriodEnd, endedAt } = subscription;
  if (status === "past_due") return soonest(now, HOUR, unpaidSince(subscription) + ACCESS_POLICY.pastDueGrace);
  if (isLive(subscription)) return now < currentPeriodEnd ? soonest(now, 6 * HOUR, currentPeriodEnd) : now + 5 * MINUTE;
  if (status === "incomplete") return now + HOUR;
  if (status === "unpaid" || status === "paused") return now + 6 * HOUR;
  // Ended: its charges may still be disputed, for about four months.
  return endedAt !== null && now - endedAt < 120 * DAY ? now + DAY : null;
}

/** After `pause`, or just after `moment` if that comes first. */
function soonest(now: Instant, pause: number, moment: Instant): Instant {
  return moment > now ? Math.min(now + pause, moment + MINUTE) : now + pause;
}
