import type Stripe from "stripe";
import { payInvoice } from "../payments/settle-invoice.ts";
import type { Context } from "../protocol/context.ts";
import { changeRow } from "../store/change-row.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import { dropUsedDiscount } from "./drop-used-discount.ts";
import type { Order } from "./prepare-order.ts";
import { redeemDiscount } from "./redeem-discount.ts";

type Session = Stripe.Checkout.Session;

interface Completion extends Order {
  charge?: Stripe.Charge;
  method?: Stripe.PaymentMethod;
  email: string;
  name: string;
  status: Stripe.Checkout.Session.PaymentStatus;
}

/** Closes the session as complete; what was paid for becomes active. */
export function completeSession(ctx: Context, session: Session, done: Completion): { kind: "complete"; event: string } {
  if (done.status !== "unpaid" && done.invoice && done.subscription) {
    payInvoice(ctx, done.invoice, done.charge ?? null);
    activateSubscription(ctx, done.subscription, done.method ?? null);
  }
  const discount = ctx.store.get("session_details", session.id)?.discount;
  if (discount?.checkout_session) redeemDiscount(ctx, discount);
  const subscription = done.subscription && ctx.store.get("subscription", done.subscription.id);
  if (subscription) dropUsedDiscount(ctx, subscription);
  // The row may have gained its payment intent during this attempt.
  const current = ctx.store.get("checkout.session", session.id) ?? session;
  const complete = changeRow<"checkout.session", Session>(ctx, "checkout.session", current, {
    ...(done.status === "no_payment_required" ? discounted(session) : {}),
    customer: done.customer?.id ?? null,
    customer_details: {
      address: { city: null, country: "US", line1: null, line2: null, postal_code: null, state: null },
      email: done.email,
      name: done.name || null,
      phone: null,
      tax_exempt: "none",
      tax_ids: [],
    },
    invoice: done.invoice?.id ?? null,
    payment_status: done.status,
    status: "complete",
    subscription: done.subscription?.id ?? null,
    url: null,
  });
  return { kind: "complete", event: emitEvent(ctx, "checkout.session.completed", complete) };
}

export function activateSubscription(
  ctx: Context,
  subscription: Stripe.Subscription,
  method: Stripe.PaymentMethod | null,
) {
  const default_payment_method = method?.id ?? subscription.default_payment_method;
  const patch: Partial<Stripe.Subscription> = { status: "active", default_payment_method };
  return changeRow<"subscription", Stripe.Subscription>(
    ctx,
    "subscription",
    subscription,
    patch,
    "customer.subscription.updated",
  );
}

function discounted(session: Session): Partial<Session> {
  const discount = session.amount_subtotal ?? 0;
  return { amount_total: 0, total_details: { amount_discount: discount, amount_shipping: 0, amount_tax: 0 } };
}
