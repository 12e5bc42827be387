import type { PlanId } from "../../contract/index.ts";

/** Instants are milliseconds since 1970: the snapshot is kept as JSON and compared as it is. */
export type Instant = number;

/** The user's own customer, or somebody who paid for her. */
export type Payer = "owner" | "guest";

/** What became of the money of one charge. Amounts are in the currency's smallest unit. */
export type ChargeState = Readonly<{
  chargeId: string;
  amount: number;
  currency: string;
  amountRefunded: number;
  disputes: readonly Readonly<{ disputeId: string; status: DisputeStatus }>[];
}>;

/** Stripe's dispute statuses; the `warning_` ones are inquiries, which move no money. */
export type DisputeStatus =
  | "warning_needs_response"
  | "warning_under_review"
  | "warning_closed"
  | "needs_response"
  | "under_review"
  | "won"
  | "lost";

export type SubscriptionStatus =
  | "incomplete"
  | "incomplete_expired"
  | "trialing"
  | "active"
  | "past_due"
  | "canceled"
  | "unpaid"
  | "paused";

/** A subscription to one of our prices. */
export type SubscriptionState = Readonly<{
  subscriptionId: string;
  customerId: string;
  paidBy: Payer;
  status: SubscriptionStatus;
  priceId: string;
  plan: PlanId;
  createdAt: Instant;
  currentPeriodStart: Instant;
  currentPeriodEnd: Instant;
  cancelAtPeriodEnd: boolean;
  endedAt: Instant | null;
  /** True when we canceled it because its week was given back: if that refund fails, the week is still the buyer's. */
  canceledForRefund: boolean;
  /** What the next period costs, in the currency's smallest unit, with a discount that still lasts taken off. */
  renewalAmount: number;
  currency: string;
  /** The charge that paid the latest invoice; null while it is unpaid, or when nothing was due. */
  latestCharge: ChargeState | null;
  /** Charges of earlier invoices of which something was given back or disputed. */
  troubledCharges: readonly ChargeState[];
  latestInvoice: InvoiceState | null;
  /** Invoices that can still be paid, oldest first; the latest is among them when it is open. */
  openInvoices: readonly InvoiceState[];
}>;

export type InvoiceState = Readonly<{
  invoiceId: string;
  status: "draft" | "open" | "paid" | "uncollectible" | "void";
  /** When the week that it is for began. */
  periodStart: Instant;
  amountRemaining: number;
  /** When Stripe tries the card again; null when it will not. */
  nextAttemptAt: Instant | null;
  attempts: number;
  /** Stripe's page where it can be paid; null when a guest pays, since it names the guest. */
  payUrl: string | null;
}>;

/** A payment-mode session of ours that was completed. */
export type PaymentState = Readonly<{
  sessionId: string;
  plan: PlanId;
  paidBy: Payer;
  /** Stripe's payment_status: `no_payment_required` is a full discount. */
  status: "paid" | "unpaid" | "no_payment_required";
  completedAt: Instant;
  charge: ChargeState | null;
}>;

/** Access that an operator gave for nothing. */
export type ComplimentaryState = Readonly<{ grantId: string; until: Instant | null }>;

/** All that Stripe says of one user at one moment. */
export type Snapshot = Readonly<{
  subscriptions: readonly SubscriptionState[];
  payments: readonly PaymentState[];
}>;

/** The only input of the access decision besides time. */
export type Entitlements = Snapshot & Readonly<{ complimentary?: readonly ComplimentaryState[] }>;

export const EMPTY_SNAPSHOT: Snapshot = { subscriptions: [], payments: [] };
