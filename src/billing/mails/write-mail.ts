import type { Mail } from "../../platform/mail/index.ts";
import type { Notice } from "../outbox/tasks.ts";
import { writeAccessEnded } from "./access-ended.ts";
import { writeDisputeClosed, writeDisputeOpened } from "./dispute.ts";
import { layOutHtml } from "./lay-out-html.ts";
import { layOutText } from "./lay-out-text.ts";
import type { Letter, Sender } from "./letter.ts";
import { writePurchase } from "./purchase.ts";
import { writeRefund, writeRefundFailed } from "./refund.ts";
import { writePaymentRecovered, writeRenewalFailed } from "./renewal.ts";
import { writeCanceled, writeResumed } from "./subscription.ts";

/** Said at the end of every mail. */
const CLOSING = "If something is not right, or you have a question, reply to this mail.";

/**
 * The mail for a notice, as text and as HTML with the same words. Pure: it says what the notice says. The way on is
 * always the billing page.
 */
export function writeMail(notice: Notice, sender: Sender): Required<Pick<Mail, "subject" | "text" | "html">> {
  const letter = writeLetter(notice);
  const ways = [{ label: letter.act ?? "See your plan and receipts", url: `${sender.publicUrl}/account/billing` }];
  return {
    subject: letter.subject,
    text: layOutText(letter, ways, CLOSING, sender),
    html: layOutHtml(letter, ways, CLOSING, sender),
  };
}

function writeLetter(notice: Notice): Letter {
  switch (notice.kind) {
    case "purchase":
      return writePurchase(notice);
    case "renewal_failed":
      return writeRenewalFailed(notice);
    case "payment_recovered":
      return writePaymentRecovered(notice);
    case "canceled":
      return writeCanceled(notice);
    case "resumed":
      return writeResumed(notice);
    case "access_ended":
      return writeAccessEnded(notice);
    case "refund":
      return writeRefund(notice);
    case "refund_failed":
      return writeRefundFailed(notice);
    case "dispute_opened":
      return writeDisputeOpened(notice);
    case "dispute_closed":
      return writeDisputeClosed(notice);
  }
}
