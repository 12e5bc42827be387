import type { Access, AccessReason } from "../../contract/index.ts";
import { formatDay, formatMoment } from "../ui/format-date.ts";

/** Access in plain words: what you have, then what that means. */
export function describeAccess(access: Access): { title: string; text: string } {
  const day = access.until ? formatDay(access.until) : "";
  const moment = access.until ? formatMoment(access.until) : "";
  const words: Record<AccessReason, { title: string; text: string }> = {
    lifetime_paid: { title: "You have lifetime access", text: "It is paid, and it never renews." },
    subscription_active: {
      title: "You have weekly access",
      text: `Paid through ${day}. It renews then, until you cancel.`,
    },
    subscription_renewing: {
      title: "You have weekly access",
      text: "Your subscription is renewing right now. Your access goes on meanwhile.",
    },
    subscription_past_due: access.granted
      ? {
          title: "Your last payment did not go through",
          text: `Your access goes on until ${moment}. A card that works brings it back to normal.`,
        }
      : { title: "Your last payment did not go through", text: "Your access is paused until a payment goes through." },
    paid_period_left: { title: "You have access", text: `Paid through ${day}. It is canceled, so it does not renew.` },
    complimentary: {
      title: "You have access",
      text: day ? `It was given to you until ${day}.` : "It was given to you.",
    },
    no_purchase: { title: "You have no access yet", text: "Nothing was bought with this account." },
    payment_pending: {
      title: "Your payment is being confirmed",
      text: "Access starts by itself when the payment is confirmed.",
    },
    subscription_ended: { title: "Your weekly access has ended", text: "You are not charged any more." },
    subscription_unpaid: {
      title: "Your weekly access is off",
      text: "The last payment did not go through. Access comes back when one does.",
    },
    refunded: { title: "Your payment was refunded", text: "The access that it paid for has ended." },
    disputed: {
      title: "Your access is paused",
      text: "The payment is disputed with your bank. Access follows the outcome.",
    },
    account_deleted: { title: "This account is deleted", text: "It has no access." },
  };
  return words[access.reason];
}
