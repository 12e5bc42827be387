import type { AccessReason } from "../../contract/index.ts";
import type { Notice } from "../outbox/tasks.ts";
import type { Letter } from "./letter.ts";

/** Only reasons that end access have words of their own; any other says no more than what happened. */
const WHY: Partial<Record<AccessReason, string>> = {
  subscription_ended: "Your weekly subscription is over. You are not charged any more.",
  subscription_unpaid: "The last payment for your weekly access did not go through. Access comes back once it is paid.",
  refunded: "The payment behind it was refunded in full.",
  disputed:
    "The payment behind it is disputed with the bank of the card that paid. What happens next follows the outcome.",
  complimentary: "It was given to you for a time, and that time is over.",
};

/** Nothing opens practice any more. */
export function writeAccessEnded({ plan, reason }: Extract<Notice, { kind: "access_ended" }>): Letter {
  const what = plan === null ? "Your access" : plan === "weekly" ? "Your weekly access" : "Your lifetime access";
  return {
    subject: `${what} has ended`,
    paragraphs: [
      WHY[reason] ?? "There is no payment behind it any more.",
      "Your account and everything in it stay. You can come back whenever you like.",
    ],
    ...(reason === "subscription_unpaid" ? { act: "See how to pay" } : {}),
  };
}
