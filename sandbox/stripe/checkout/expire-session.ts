import type Stripe from "stripe";
import { expireIncompleteSubscription } from "../payments/expire-incomplete-subscription.ts";
import { cancelIntent } from "../payments/settle-intent.ts";
import type { Context } from "../protocol/context.ts";
import { changeRow } from "../store/change-row.ts";

type Session = Stripe.Checkout.Session;

/** A session that can no longer be paid; what an attempt left behind goes with it. */
export function expireSession(ctx: Context, session: Session): Session {
  const details = ctx.store.get("session_details", session.id);
  const subscription = details?.subscription ? ctx.store.get("subscription", details.subscription) : undefined;
  if (subscription?.status === "incomplete") expireIncompleteSubscription(ctx, subscription);
  const intent = session.payment_intent ? ctx.store.get("payment_intent", String(session.payment_intent)) : undefined;
  if (intent) cancelIntent(ctx, intent, "automatic");
  const patch: Partial<Session> = { status: "expired", url: null };
  return changeRow<"checkout.session", Session>(ctx, "checkout.session", session, patch, "checkout.session.expired");
}
