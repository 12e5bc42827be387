import type { Billing } from "../../contract/index.ts";
import { formatDeadline } from "../ui/format-date.ts";
import { formatMoney } from "../ui/format-money.ts";
import { chooseMend, type NextStep } from "./choose-next-step.ts";

/** The banner of a payment that failed while access goes on. `billing` is missing when it could not be fetched. */
export function describePastDue(
  until: string | null,
  billing: Billing | undefined,
): { title: string; text: string; step: NextStep | null } {
  const subscription = billing?.subscription;
  const sum = subscription?.due ? ` of ${formatMoney(subscription.due)}` : "";
  return {
    title: `${billing?.paidByGuest ? "The" : "Your"} last payment${sum} did not go through.`,
    text: until
      ? `Your access goes on until ${formatDeadline(until)}. If it is paid before then, nothing changes.`
      : "Your access goes on for now. If it is paid soon, nothing changes.",
    step: billing && subscription ? chooseMend(subscription, billing.hasPortal && !billing.paidByGuest) : null,
  };
}
