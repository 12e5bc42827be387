import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";
import { changeRow } from "../store/change-row.ts";
import { amountOff } from "./amount-off.ts";

type Session = Stripe.Checkout.Session;

/** Puts a discount on a session, in the place of any other, or takes it off; totals and lines follow. */
export function discountSession(ctx: Context, session: Session, discount: Stripe.Discount | null): Session {
  const details = ctx.store.get("session_details", session.id);
  if (!details) throw new Error(`session ${session.id} has no details`);
  const subtotal = session.amount_subtotal ?? 0;
  const amount = discount ? amountOff(discount.coupon, subtotal) : 0;
  const line_items = shareOut(details.line_items, amount, subtotal);
  ctx.store.put("session_details", session.id, { ...details, discount, line_items });
  return changeRow<"checkout.session", Session>(ctx, "checkout.session", session, {
    amount_total: subtotal - amount,
    total_details: { amount_discount: amount, amount_shipping: 0, amount_tax: 0 },
  });
}

/** Each line bears its part; the last one takes what rounding leaves. */
function shareOut(lines: readonly Stripe.LineItem[], amount: number, subtotal: number): Stripe.LineItem[] {
  let left = amount;
  return lines.map((line, index) => {
    const isLast = index === lines.length - 1;
    const share = isLast || subtotal === 0 ? left : Math.round((amount * line.amount_subtotal) / subtotal);
    left -= share;
    return { ...line, amount_discount: share, amount_total: line.amount_subtotal - share };
  });
}
