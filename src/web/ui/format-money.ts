import type { Money } from "../../contract/index.ts";

/** "$19.00", "¥1,900". With `short`, cents are left out when there are none: "$19". */
export function formatMoney({ amount, currency }: Money, { short = false } = {}): string {
  const style = { style: "currency", currency: currency.toUpperCase() } as const;
  const money = new Intl.NumberFormat("en-US", style);
  const units = amount / 10 ** (money.resolvedOptions().maximumFractionDigits ?? 2);
  return short && Number.isInteger(units)
    ? new Intl.NumberFormat("en-US", { ...style, maximumFractionDigits: 0 }).format(units)
    : money.format(units);
}
