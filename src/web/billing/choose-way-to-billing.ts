import type { Access, Billing } from "../../contract/index.ts";
import { formatMoney } from "../ui/format-money.ts";

/** Access that a subscription in trouble stands behind. */
export function mayBeInTrouble(access: Access | undefined): access is Access {
  const troubles = ["subscription_past_due", "subscription_unpaid", "disputed"];
  return access !== undefined && troubles.includes(access.reason);
}

/**
 * The label of the link to the billing page where a second weekly subscription can't be sold; null where it can.
 * Without `billing`, which may not have come yet, nothing is sold: the server might refuse it.
 */
export function chooseWayToBilling(access: Access | undefined, billing: Billing | undefined): string | null {
  if (!mayBeInTrouble(access) || billing?.subscription === null) return null;
  const due = billing?.subscription.due;
  return due && access.reason !== "disputed" ? `Pay the open ${formatMoney(due)}` : "Go to billing";
}
