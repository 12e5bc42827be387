import type { Receipt, User } from "../../contract/index.ts";
import { useReceipts } from "../api/billing-queries.ts";
import { explainError } from "../api/explain-error.ts";
import { Button } from "../ui/button.tsx";
import { formatDay } from "../ui/format-date.ts";
import { formatMoney } from "../ui/format-money.ts";
import { ErrorNotice } from "../ui/notice.tsx";
import { Loading } from "../ui/page.tsx";
import { describeReceipt, RECEIPT_NAME } from "./receipt-words.ts";

/** Stripe has them: it may be slow or not answer, and the page stands without. */
export function Receipts({ user }: { user: User }) {
  const { data, error, isFetching, refetch } = useReceipts(user);
  if (data) return data.receipts.length === 0 ? <NoReceipts /> : <ReceiptList receipts={data.receipts} />;
  if (!error) return <Loading what="Fetching your receipts from Stripe" />;
  return (
    <div className="space-y-3">
      <ErrorNotice
        title="The receipts can't be shown right now"
        {...explainError(error, "They are safe with Stripe, and the rest of this page does not depend on them.")}
      />
      <Button onClick={() => refetch()} busy={isFetching && "Asking Stripe"}>
        Try again
      </Button>
    </div>
  );
}

function NoReceipts() {
  return <p className="text-quiet">No receipt yet. Each payment puts one here, with a link to print it.</p>;
}

function ReceiptList({ receipts }: { receipts: Receipt[] }) {
  return (
    <ul className="divide-y divide-rule">
      {receipts.map((receipt) => (
        <li key={receipt.id} className="flex justify-between gap-x-6 py-3 first:pt-0">
          <div>
            <p className="font-semibold">{RECEIPT_NAME[receipt.what]}</p>
            <p className="text-sm text-quiet">
              <time dateTime={receipt.at}>{formatDay(receipt.at)}</time>. {describeReceipt(receipt)}.
            </p>
          </div>
          <div className="text-right">
            <p>
              <data value={receipt.total.amount}>{formatMoney(receipt.total)}</data>
            </p>
            {receipt.url ? <ReceiptLink receipt={receipt} url={receipt.url} /> : null}
          </div>
        </li>
      ))}
    </ul>
  );
}

const LINK_WORD: Partial<Record<Receipt["status"], string>> = { open: "Pay it", void: "Invoice" };

function ReceiptLink({ receipt, url }: { receipt: Receipt; url: string }) {
  const word = LINK_WORD[receipt.status] ?? "Receipt";
  return (
    <a href={url} className="inline-flex min-h-6 items-center text-sm">
      {word}
      <span className="sr-only">
        : {RECEIPT_NAME[receipt.what]}, {formatDay(receipt.at)}
      </span>
    </a>
  );
}
