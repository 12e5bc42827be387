import type Stripe from "stripe";

type Subscription = Stripe.Subscription;

/** What changes on a subscription that is told to end at `cancel_at`, or no longer told to. */
export function planEnd(cancel_at: number | null, atPeriodEnd: boolean, now: number): Partial<Subscription> {
  const ends = cancel_at !== null;
  return {
    cancel_at,
    cancel_at_period_end: atPeriodEnd,
    canceled_at: ends ? now : null,
    cancellation_details: { comment: null, feedback: null, reason: ends ? "cancellation_requested" : null },
  };
}

/** Nothing changes when it is told what it was told before. */
export function endAtPeriodEnd(subscription: Subscription, atEnd: boolean, now: number): Partial<Subscription> {
  if (atEnd === subscription.cancel_at_period_end) return {};
  return planEnd(atEnd ? subscription.current_period_end : null, atEnd, now);
}
