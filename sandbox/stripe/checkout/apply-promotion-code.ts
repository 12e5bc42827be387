import type Stripe from "stripe";
import { buildDiscount } from "../objects/build-discount.ts";
import { expireIncompleteSubscription } from "../payments/expire-incomplete-subscription.ts";
import { cancelIntent } from "../payments/settle-intent.ts";
import type { Context } from "../protocol/context.ts";
import { changeRow } from "../store/change-row.ts";
import { refusePromotionCode } from "./check-offer.ts";
import { discountSession } from "./discount-session.ts";

type Session = Stripe.Checkout.Session;

export type Application = { kind: "applied"; session: Session } | { kind: "refused"; message: string };

/**
 * What the buyer typed into the hosted page's "Add promotion code", in any case of letters. It takes the place of the
 * code before it; sessions that came with a discount of their own take none.
 */
export function applyPromotionCode(ctx: Context, session: Session, typed: string): Application {
  if (session.status !== "open" || !session.allow_promotion_codes) {
    return { kind: "refused", message: "This checkout takes no promotion codes." };
  }
  const wanted = typed.trim().toLowerCase();
  const codes = ctx.store.all("promotion_code").filter(({ code }) => code.toLowerCase() === wanted);
  const found = codes.find(({ active }) => active) ?? codes[0];
  if (!found) return { kind: "refused", message: "This code is invalid." };
  const customer = session.customer === null ? null : String(session.customer);
  const { amount_subtotal, currency } = session;
  const refusal = refusePromotionCode(ctx, found, { amount: amount_subtotal ?? 0, currency, customer });
  if (refusal) return { kind: "refused", message: refusal };
  const coupon = ctx.store.get("coupon", found.coupon.id) ?? found.coupon;
  const discount = buildDiscount(ctx.now, coupon, { checkout_session: session.id, customer, promotion_code: found.id });
  return { kind: "applied", session: discountSession(ctx, forgetAttempts(ctx, session), discount) };
}

/** The buyer changed their mind; the session costs its full price again. */
export function removePromotionCode(ctx: Context, session: Session): Session {
  if (session.status !== "open" || !session.allow_promotion_codes) return session;
  return discountSession(ctx, forgetAttempts(ctx, session), null);
}

/** An attempt that was refused before has left a payment or a subscription of another amount. */
function forgetAttempts(ctx: Context, session: Session): Session {
  const details = ctx.store.get("session_details", session.id);
  const subscription = details?.subscription ? ctx.store.get("subscription", details.subscription) : undefined;
  if (subscription?.status === "incomplete") expireIncompleteSubscription(ctx, subscription);
  const intent = ctx.store.get("payment_intent", String(session.payment_intent));
  if (intent) cancelIntent(ctx, intent, "automatic");
  if (details) ctx.store.put("session_details", session.id, { ...details, authenticating: null, subscription: null });
  return changeRow<"checkout.session", Session>(ctx, "checkout.session", session, { payment_intent: null });
}
