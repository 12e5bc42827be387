import { chargesOf } from "../access/money.ts";
import type { ChargeState, InvoiceState, PaymentState, Snapshot, SubscriptionState } from "../access/snapshot.ts";
import { formatMoney } from "../mails/format-for-mail.ts";
import { formatMoment } from "./format-moment.ts";

/** One thing at Stripe in words; `parts` are what belongs to it: charges, disputes, invoices. */
export type Described = Readonly<{ id: string; text: string; parts: readonly Described[] }>;

/** Everything in a snapshot, in words. Pure. */
export function describeSnapshot({ payments, subscriptions }: Snapshot): Described[] {
  return [...payments.map(describePayment), ...subscriptions.map(describeSubscription)];
}

function describePayment({ sessionId, plan, status, completedAt, charge }: PaymentState): Described {
  const text = `${plan} payment, ${status}, completed ${formatMoment(completedAt)}`;
  return { id: sessionId, text, parts: charge === null ? [] : [describeCharge(charge)] };
}

function describeSubscription(subscription: SubscriptionState): Described {
  const { subscriptionId, customerId, plan, status, priceId, currentPeriodStart, currentPeriodEnd } = subscription;
  const facts = [
    `${plan} subscription, ${status}`,
    `period ${formatMoment(currentPeriodStart)} to ${formatMoment(currentPeriodEnd)}`,
    ...(subscription.cancelAtPeriodEnd ? ["cancels at the period's end"] : []),
    ...(subscription.canceledForRefund ? ["canceled to give its week back"] : []),
    ...(subscription.endedAt === null ? [] : [`ended ${formatMoment(subscription.endedAt)}`]),
    `renews at ${money(subscription.renewalAmount, subscription.currency)} (${priceId})`,
    `paid by ${customerId}`,
  ];
  const { latestInvoice, openInvoices, currency } = subscription;
  const invoices = [...(latestInvoice === null ? [] : [latestInvoice]), ...openInvoices];
  const each = [...new Map(invoices.map((invoice) => [invoice.invoiceId, invoice])).values()];
  return {
    id: subscriptionId,
    text: facts.join(", "),
    parts: [...chargesOf(subscription).map(describeCharge), ...each.map((one) => describeInvoice(one, currency))],
  };
}

function describeCharge({ chargeId, amount, currency, amountRefunded, disputes }: ChargeState): Described {
  const back = amountRefunded === 0 ? "" : `, ${money(amountRefunded, currency)} given back`;
  return {
    id: chargeId,
    text: `charge of ${money(amount, currency)}${back}`,
    parts: disputes.map(({ disputeId, status }) => ({ id: disputeId, text: `dispute, ${status}`, parts: [] })),
  };
}

function describeInvoice(invoice: InvoiceState, currency: string): Described {
  const { invoiceId, status, periodStart, amountRemaining, nextAttemptAt, attempts } = invoice;
  const facts = [
    `invoice of the week from ${formatMoment(periodStart)}, ${status}`,
    ...(amountRemaining === 0 ? [] : [`${money(amountRemaining, currency)} to pay`]),
    ...(attempts === 0 ? [] : [attempts === 1 ? "tried once" : `tried ${attempts} times`]),
    ...(nextAttemptAt === null ? [] : [`tried again ${formatMoment(nextAttemptAt)}`]),
  ];
  return { id: invoiceId, text: facts.join(", "), parts: [] };
}

function money(amount: number, currency: string): string {
  return formatMoney({ amount, currency });
}
