import type Stripe from "stripe";
import { updateSubscription } from "../api/update-subscription.ts";
import { cancelSubscription } from "../payments/cancel-subscription.ts";
import type { Context } from "../protocol/context.ts";

type Cancel = Stripe.BillingPortal.Configuration["features"]["subscription_cancel"];
type Feedback = Exclude<Stripe.Subscription.CancellationDetails["feedback"], null>;

/** At the end of the period or at once, as the portal's configuration says. */
export function cancelPlan(
  ctx: Context,
  subscription: Stripe.Subscription,
  mode: Cancel["mode"],
  feedback: Feedback | null,
): Stripe.Subscription {
  const details = feedback ? { feedback } : {};
  if (mode === "immediately") return cancelSubscription(ctx, subscription, details);
  return updateSubscription(ctx, subscription, { cancel_at_period_end: true, cancellation_details: details });
}

/** Also when the end was set to a moment of its own through the API. */
export function resumePlan(ctx: Context, subscription: Stripe.Subscription): Stripe.Subscription {
  return updateSubscription(ctx, subscription, { cancel_at: null });
}
