import type { Receipt } from "../../contract/index.ts";
import { formatMoney } from "../ui/format-money.ts";

export const RECEIPT_NAME: Record<Receipt["what"], string> = { week: "A week of access", lifetime: "Lifetime access" };

/** What became of the money, in words. */
export function describeReceipt({ status, total, refunded }: Receipt): string {
  const back = formatMoney({ amount: refunded, currency: total.currency });
  const words: Record<Receipt["status"], string> = {
    paid: "Paid",
    open: "Not paid yet",
    refunded: "Refunded in full",
    partly_refunded: `Paid, ${back} of it refunded`,
    disputed: refunded > 0 ? `Disputed with your bank, ${back} refunded` : "Disputed with your bank",
    charged_back: "Lost in a dispute: the bank took it back",
    void: "Called off, nothing to pay",
  };
  return words[status];
}
